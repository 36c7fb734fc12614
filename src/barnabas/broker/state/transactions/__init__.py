"""The transaction coordinator as a machine (KIP-98, KIP-360, KIP-890): who may write for a transactional id, and to what."""

from __future__ import annotations

from barnabas.broker.state.transactions.coordinator import Transactions
from barnabas.broker.state.transactions.transaction import Phase, Transaction

__all__ = ["Phase", "Transaction", "Transactions"]
