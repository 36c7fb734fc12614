"""ListTransactions (KIP-664): the transactional ids that this node coordinates.

Filters by state and producer id; v1 by how long a transaction runs, v2 by a pattern of the id (Python's `re`, not RE2/J).
"""

from __future__ import annotations

import re

from barnabas.broker.apis._coordinated import TRANSACTION, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.transactions.transaction import STATE_NAMES, Transaction
from barnabas.errors import codes
from barnabas.protocol.messages.list_transactions import ListTransactionsRequest, ListTransactionsResponse


async def handle(call: Call, request: ListTransactionsRequest) -> ListTransactionsResponse:
    """Answers at once."""
    response = ListTransactionsResponse()
    response.unknown_state_filters = [state for state in request.state_filters if state not in STATE_NAMES]
    states = [state for state in request.state_filters if state in STATE_NAMES]
    if request.state_filters and not states:
        return response
    try:
        pattern = re.compile(request.transactional_id_pattern or ".*", re.DOTALL)
    except (re.error, OverflowError, RecursionError):
        return ListTransactionsResponse(error_code=codes.INVALID_REGULAR_EXPRESSION)
    for found in call.cluster.transactions.all():
        if (
            wrong_node(call, TRANSACTION, found.id) == codes.NONE
            and (not states or found.phase.value in states)
            and (not request.producer_id_filters or found.producer_id in request.producer_id_filters)
            and _runs_long(call, found, request.duration_filter)
            and pattern.fullmatch(found.id)
        ):
            one = ListTransactionsResponse.TransactionState
            response.transaction_states.append(
                one(transactional_id=found.id, producer_id=found.producer_id, transaction_state=found.phase.value)
            )
    return response


def _runs_long(call: Call, found: Transaction, duration_ms: int) -> bool:
    # What has not begun counts as begun at -1, in Kafka too.
    return duration_ms < 0 or call.cluster.timers.wall_ms - found.start_ms > duration_ms
