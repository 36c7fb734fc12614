"""What a churn came to: a pure function of the members' journals, of what was written, and of what the driver did.

- every record was given to somebody;
- no place was held by two members at once, but for one whose holder was told later that it had lost it, or was stopped meanwhile,
  and that in an older generation than the other's;
- records were given of places that were held, and of no others;
- committed offsets never went back, nor beyond what was given;
- no place was without an owner for longer than the session timeout and the rebalance timeout;
- while a member held a place, what was written there was given without a pause;
- nobody lost its place in the group who was not stopped, and whose coordinator was there;
- no member stood still, or did not hear of its group, or did not end when it was told to.

A time in which the coordinator was away counts nowhere, and what is waited for begins anew when it has come back: it gives all
members a whole session then, and each rebalance its whole time.
"""

from __future__ import annotations

import bisect
import itertools
from collections import defaultdict
from dataclasses import dataclass, field

from tests.churn.clusters import Times
from tests.churn.life import Holding, Life, Span, holdings, longest, stretches, within
from tests.ordeal.verdict import Findings

STOOD_STILL = 10.0  # seconds between two entries of a member, which notes that it lives every second
FLOWS = 5.0
ENDS = 40.0  # seconds for an end in good order: close() takes 30 at most


@dataclass
class Story:
    """What happened. Places are partitions, numbered through all topics; times are of the monotonic clock.

    Attributes:
        start: all places have an owner.
        end: of what happens to the group.
        down: when the coordinator was away.
        written: of each place the acknowledged records: when, and the offset, in the order of offsets.
        logs: of each place, the offsets of its records, as another library reads them.
        committed: of each place the group's offset at the end, read by another library.
        commits: of each place the commits that the broker wrote down, in its order; empty if nobody can look.
        keeps: whether a rebalance leaves members what they keep, so that a place may be held through it.
    """

    lives: list[Life]
    times: Times
    start: float
    end: float
    down: list[Span]
    written: list[list[tuple[float, int]]]
    logs: list[list[int]]
    committed: list[int]
    commits: list[list[int]]
    keeps: bool

    @property
    def flow(self) -> float:
        """How long a written record may wait for the member that holds its place: half a session, or 5 s if that is more.

        What paused with each rebalance would wait for a whole one again and again: so long does a rebalance last that waits for
        a member which is gone. What does not pause waits for a poll, a Fetch and a commit at most, some 2 s in all on a
        machine that has time. Runs with short sessions are for a first look, on machines that may have none.
        """
        return max(self.times.session / 2, FLOWS)


@dataclass
class Verdict(Findings):
    """Numbers of a run, and what is wrong."""

    records: int = 0
    unread: int = 0
    again: int = 0  # records given more than once
    generations: int = 0
    kept: int = 0  # times that a place was held from one generation into the next
    commits: int = 0  # answered with success
    lost: int = 0  # times that a member was told that it had lost its partitions
    ownerless: float = 0.0  # the longest time in seconds that a place had no owner while the coordinator was there
    waited: float = 0.0  # the longest time in seconds that a record waited while its place was held
    ended: float = 0.0  # the longest time in seconds that an end in good order took


def judge(story: Story) -> Verdict:
    """See above."""
    verdict = Verdict()
    wrong: list[str] = []
    held: list[list[Holding]] = [[] for _ in story.logs]
    for life in story.lives:
        for holding in holdings(life, wrong):
            held[holding.place].append(holding)
    for text in wrong:
        verdict.blame(text)
    _consumed(verdict, story)
    for place, theirs in enumerate(held):
        theirs.sort(key=lambda holding: holding.since)
        _held_once(verdict, place, theirs)
        _owned(verdict, story, place, theirs)
        for holding in theirs:
            _flows(verdict, story, holding)
    _commits(verdict, story, held)
    for life in story.lives:
        _lives(verdict, story, life)
    seen = {entry.generation for life in story.lives for entry in life.entries if entry.kind in "TV"}
    verdict.generations = len(seen - {-1})
    if story.keeps and not verdict.kept:
        verdict.blame("no place was held through a rebalance")
    return verdict


def _consumed(verdict: Verdict, story: Story) -> None:
    given: list[set[int]] = [set() for _ in story.logs]
    for life in story.lives:
        for entry in life.entries:
            if entry.kind == "P":
                before = len(given[entry.partition])
                given[entry.partition].update(range(entry.first, entry.last + 1))
                verdict.again += entry.last + 1 - entry.first - (len(given[entry.partition]) - before)
    for place, offsets in enumerate(story.logs):
        verdict.records += len(offsets)
        unread = [offset for offset in offsets if offset not in given[place]]
        verdict.unread += len(unread)
        if unread:
            verdict.blame(f"place {place}: {len(unread)} of {len(offsets)} records were given to nobody: {unread[:5]}")


def _held_once(verdict: Verdict, place: int, held: list[Holding]) -> None:
    open_: list[Holding] = []
    for later in held:
        open_ = [elder for elder in open_ if elder.until > later.since]
        for elder in open_:
            if elder.life is later.life:
                continue  # told of already
            what = f"place {place} came to {later.life.name} while {elder.life.name} held it"
            seen = elder.life.generation(later.since)
            if elder.end != "L" and not within(elder.life.paused, elder.since, later.since):
                verdict.blame(f"{what}, which gave it up {elder.until - later.since:.3f} s later")
            elif seen >= later.generation:
                verdict.blame(f"{what}: in generation {later.generation} and in {seen}")
        open_.append(later)


def _owned(verdict: Verdict, story: Story, place: int, held: list[Holding]) -> None:
    """A member that is stopped owns nothing meanwhile."""
    owned = [span for one in held for span in stretches(one.since, one.until, one.life.paused)]
    for since, until in stretches(story.start, story.end, owned):
        gap = longest(stretches(since, until, story.down))
        verdict.ownerless = max(verdict.ownerless, gap)
        if gap > story.times.bound:
            verdict.blame(f"place {place} had no owner for {gap:.1f} s, from {since - story.start:.1f} s on")


def _flows(verdict: Verdict, story: Story, holding: Holding) -> None:
    verdict.kept += max(0, holding.life.turns(holding.since, holding.until))  # it may begin and end with one turn
    written = story.written[holding.place]
    away = [*story.down, *holding.life.paused]
    goes_on = max(holding.first, 0)
    for when, first, last in [*holding.given, (holding.until, -1, -1)]:
        if first < 0:  # the end: what is the next record, and how long did it wait in vain?
            if holding.first < 0 and not holding.given:
                break
            begun = _next(written, goes_on)
        else:
            begun, goes_on = _next(written, first), last + 1
        if begun is not None:
            waited = longest(stretches(max(begun, holding.since), when, away))
            verdict.waited = max(verdict.waited, waited)
            if waited > story.flow:
                what = "was given" if first >= 0 else "was not yet given"
                name, place = holding.life.name, holding.place
                verdict.blame(
                    f"{name} held place {place}, and a record {what} after {waited:.1f} s, at {when - story.start:.1f} s"
                )


def _next(written: list[tuple[float, int]], offset: int) -> float | None:
    """When the first record from an offset on was acknowledged."""
    found = bisect.bisect_left(written, offset, key=lambda one: one[1])
    return written[found][0] if found < len(written) else None


@dataclass(order=True)
class _Commit:
    begun: float
    answered: float
    offset: int
    life: str = field(compare=False)


def _commits(verdict: Verdict, story: Story, held: list[list[Holding]]) -> None:
    theirs: dict[int, list[_Commit]] = defaultdict(list)
    for life in story.lives:
        for entry in life.entries:
            if entry.kind == "C":
                theirs[entry.partition].append(_Commit(entry.last / 1000, entry.at, entry.first, life.name))
    for place, holds in enumerate(held):
        commits = theirs[place]
        verdict.commits += len(commits)
        # What began after a commit was answered must not be behind it: a later commit, or where a member goes on.
        begins = sorted([*commits, *[_Commit(h.since, h.since, h.first, h.life.name) for h in holds if h.first >= 0]])
        answered = sorted(commits, key=lambda commit: commit.answered)
        most, done = 0, 0
        for one in begins:
            while done < len(answered) and answered[done].answered < one.begun - 0.001:
                most = max(most, answered[done].offset)
                done += 1
            if one.offset < most:
                verdict.blame(f"place {place} went back: {one.life} has {one.offset} after {most} was committed")
        _not_beyond(verdict, story, place, commits, holds)
        _broker_agrees(verdict, story, place, max([0, *[commit.offset for commit in commits]]))


def _not_beyond(verdict: Verdict, story: Story, place: int, commits: list[_Commit], holds: list[Holding]) -> None:
    reached: dict[str, list[tuple[float, int]]] = defaultdict(list)  # by member: when, and the next offset
    for holding in holds:
        reached[holding.life.name] += [(when, last + 1) for when, _, last in holding.given]
    most = {name: list(itertools.accumulate((end for _, end in ends), max)) for name, ends in reached.items()}
    for commit in commits:
        known = reached[commit.life]
        at = bisect.bisect_right(known, commit.begun + 0.002, key=lambda one: one[0]) - 1
        if at < 0 or most[commit.life][at] < commit.offset:
            verdict.blame(f"{commit.life} committed {commit.offset} of place {place}, more than it was given")
    given = max([0, *[end for ends in most.values() for end in ends[-1:]]])
    for offset in [story.committed[place], *story.commits[place]]:
        if offset > given:
            verdict.blame(f"{offset} of place {place} is committed, and {given} were given")


def _broker_agrees(verdict: Verdict, story: Story, place: int, most: int) -> None:
    for before, after in itertools.pairwise(story.commits[place]):
        if after < before:
            verdict.blame(f"place {place} went back: the broker wrote down {after} after {before}")
    if story.committed[place] < most:
        verdict.blame(f"{most} of place {place} was committed, at the end it is {story.committed[place]}")


def _lives(verdict: Verdict, story: Story, life: Life) -> None:
    entries, name = life.entries, life.name
    away = [*story.down, *life.paused]
    if not entries:
        if life.killed_at is None:
            verdict.blame(f"{name} has no journal")
        return
    lost = [entry.at for entry in entries if entry.kind == "L"]
    verdict.lost += len({round(at, 1) for at in lost})
    for at in lost:
        if not within(away, at - story.times.bound, at):
            verdict.blame(f"{name} was told at {at - story.start:.1f} s that all is lost, and nothing had befallen it")
    begun, last = entries[0].at, entries[-1].at
    heard = next((entry.at for entry in entries if entry.kind == "T"), last)
    if longest(stretches(begun, heard, away)) > story.times.bound:
        verdict.blame(f"{name} heard nothing of its group for {heard - begun:.1f} s")
    for before, after in itertools.pairwise(entries):
        if life.told_at is not None and after.at > life.told_at:
            break  # it ends, which has a bound of its own
        if longest(stretches(before.at, after.at, away)) > STOOD_STILL:
            verdict.blame(
                f"{name} stood still for {after.at - before.at:.1f} s, from {before.at - story.start:.1f} s on"
            )
    ended = next((entry.at for entry in entries if entry.kind == "E"), None)
    if life.killed_at is None and ended is None:
        verdict.blame(f"{name} did not end in good order")
    if life.told_at is not None and ended is not None:
        took = longest(stretches(life.told_at, ended, away))
        verdict.ended = max(verdict.ended, took)
        if took > ENDS:
            verdict.blame(f"{name} took {took:.1f} s to end")
