"""10,000 ways to alter a kept log, and the verifier finds every one."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from decision_log_support import (
    ORIGIN,
    SIGNER,
    VERIFIER,
    Files,
    Memory,
    NotProved,
    entry,
    key,
    log_of,
)
from governance.decision_log.notes import Signer

MUTATIONS = 10_000
SIZE = 300
"""More than a tile, so that there are full and partial ones at two levels."""

ENTRIES = [entry(number) for number in range(SIZE)]
LOG = log_of(ENTRIES)
KEPT = LOG["checkpoint"]


def verify(files: Files, kept: bytes | None = KEPT) -> None:
    VERIFIER["verify_whole"](VERIFIER["open_log"](Memory(files), SIGNER.verifier_key, kept))


def relaid(entries: list[bytes], *, signed: bool) -> Files:
    """Lay an altered log out again; whoever did it may or may not hold the log's key."""
    files = log_of(entries, SIGNER if signed else Signer(ORIGIN, key(9)))
    return files if signed else files | {"checkpoint": LOG["checkpoint"]}


def edit(chance: random.Random) -> Files:
    """Change one byte of one file; the checkpoint among them."""
    path = chance.choice(sorted(LOG))
    content = bytearray(LOG[path])
    at = chance.randrange(len(content))
    content[at] ^= chance.randrange(1, 256)
    return LOG | {path: bytes(content)}


def rewrite(chance: random.Random) -> Files:
    """Put other words into a leaf, and make all that follows from it anew."""
    entries = list(ENTRIES)
    at = chance.randrange(SIZE)
    entries[at] = entry(at, words=f"Other words {chance.random()}")
    return relaid(entries, signed=chance.random() < 0.1)


def delete(chance: random.Random) -> Files:
    entries = list(ENTRIES)
    del entries[chance.randrange(SIZE)]
    return relaid(entries, signed=chance.random() < 0.1)


def reorder(chance: random.Random) -> Files:
    entries = list(ENTRIES)
    one, other = chance.sample(range(SIZE), 2)
    entries[one], entries[other] = entries[other], entries[one]
    return relaid(entries, signed=chance.random() < 0.1)


SHORTER = {size: log_of(ENTRIES[:size]) for size in range(0, SIZE, 7)}


def truncate(chance: random.Random) -> Files:
    """Show an older log, which was signed; or leave a file out or cut it."""
    if chance.random() < 0.5:
        return SHORTER[chance.choice(sorted(SHORTER))]
    path = chance.choice(sorted(LOG))
    if chance.random() < 0.2:
        return {name: content for name, content in LOG.items() if name != path}
    return LOG | {path: LOG[path][: chance.randrange(len(LOG[path]))]}


FORKS: dict[int, Files] = {}


def fork(chance: random.Random) -> Files:
    """Go on from an earlier size to a larger log, signed by the log's own key."""
    at = chance.randrange(0, SIZE, 5)
    if at not in FORKS:
        others = [entry(number, words="Forked") for number in range(at, SIZE + 20)]
        FORKS[at] = log_of([*ENTRIES[:at], *others])
    return FORKS[at]


REPLAYS: dict[int, Files] = {}


def replay(chance: random.Random) -> Files:
    """Append a leaf once more, signed by the log's own key."""
    at = chance.randrange(0, SIZE, 5)
    if at not in REPLAYS:
        REPLAYS[at] = log_of([*ENTRIES, ENTRIES[at]])
    return REPLAYS[at]


@pytest.mark.rule("governance.12")
class TestMutations:
    def test_the_log_itself_is_proved_and_so_is_a_longer_one(self) -> None:
        verify(LOG)
        verify(log_of([*ENTRIES, entry(SIZE)]))

    @pytest.mark.slow
    def test_every_one_is_found(self) -> None:
        chance = random.Random(20261121)
        ways = (edit, rewrite, delete, reorder, truncate, fork, replay)
        missed: Counter[str] = Counter()
        tried: Counter[str] = Counter()
        for number in range(MUTATIONS):
            way = ways[number % len(ways)]
            files = way(chance)
            assert files != LOG
            tried[way.__name__] += 1
            try:
                verify(files)
            except NotProved:
                continue
            missed[way.__name__] += 1
        assert tried.total() == MUTATIONS
        assert not missed

    def test_without_a_kept_checkpoint_the_keys_holder_could_fork_it(self) -> None:
        """Why one keeps a checkpoint: this guard is what the others rest on."""
        forked = log_of([*ENTRIES[:100], *(entry(n, words="Forked") for n in range(100, 310))])
        verify(forked, kept=None)
        with pytest.raises(NotProved, match="rewritten"):
            verify(forked)
        with pytest.raises(NotProved, match="cut"):
            verify(SHORTER[294])

    @pytest.mark.parametrize(
        ("entries", "problem"),
        [
            ([entry(0), entry(0)], "repeats"),
            ([entry(0), entry(0, version=3)], "leaves out a version"),
            ([entry(0, version=2)], "leaves out a version"),
            ([entry(0) + b" "], "canonical"),
            ([entry(0).replace(b'"QE1"', b'"QKK"')], "another system"),
            ([b"{}"], "canonical"),
            ([b"\xff"], "canonical"),
            *(
                ([entry(0).replace(b'"approved"', value)], "canonical")
                for value in (b"NaN", b"1.5", b"1E2", b"9007199254740993", b'"\\ud800"')
            ),
            ([entry(0).replace(b'"version":1', b'"version":true')], "canonical"),
        ],
    )
    def test_what_leaves_say_must_hold_together(self, entries: list[bytes], problem: str) -> None:
        with pytest.raises(NotProved, match=problem):
            verify(log_of(entries), kept=None)
