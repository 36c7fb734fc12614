"""Order per key, side by side otherwise; against a model."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from barnabas.consumer.lanes import Lanes


def test_one_of_a_key_is_out_and_lanes_take_turns() -> None:
    lanes: Lanes[str] = Lanes()
    for item in ("a1", "a2", "b1", "a3", "c1"):
        lanes.add(item[0], item)
    assert [lanes.take(), lanes.take(), lanes.take(), lanes.take()] == [("a", "a1"), ("b", "b1"), ("c", "c1"), None]
    lanes.finished("b")
    assert lanes.take() is None
    lanes.finished("a")
    assert lanes.take() == ("a", "a2")
    lanes.drop(lambda item: item == "a3")
    assert lanes.waiting == 0
    lanes.add("a", "a4")
    assert lanes.take() is None
    lanes.finished("a")
    assert lanes.take() == ("a", "a4")


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.integers(0, 3)),
            st.tuples(st.sampled_from(["take", "end", "drop"]), st.integers(0, 3)),
        )
    )
)
def test_against_plain_lists(steps: list[tuple[str, int]]) -> None:
    lanes: Lanes[tuple[int, int]] = Lanes()
    waiting: dict[int, list[tuple[int, int]]] = defaultdict(list)
    out: dict[int, tuple[int, int]] = {}
    for n, (step, key) in enumerate(steps):
        if step == "add":
            lanes.add(key, (key, n))
            waiting[key].append((key, n))
        elif step == "take":
            taken = lanes.take()
            free = {k for k, items in waiting.items() if items and k not in out}
            assert (taken is None) == (not free)
            if taken is not None:
                assert taken[0] in free
                assert taken[1] == waiting[taken[0]].pop(0)
                out[taken[0]] = taken[1]
        elif step == "end" and key in out:
            lanes.finished(key)
            del out[key]
        elif step == "drop":
            lanes.drop(lambda item, key=key: item[0] == key)  # type: ignore[misc]
            waiting[key].clear()
        assert lanes.waiting == sum(map(len, waiting.values()))
        assert lanes.out == out
