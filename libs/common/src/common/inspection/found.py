"""What an inspection finds: barriers, what was taken out, and why a file is refused."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_PLACES = 20
"""Places that are told of one barrier; the number says how many there are."""


class Refused(Exception):
    """The file is not taken, and why: a stable code, and what to do about it."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass
class Barrier:
    """What keeps somebody from reading the document, and where."""

    rule: str
    places: list[str] = field(default_factory=list)
    """Such as "page 3, picture 2"; empty where it is of the whole document."""
    number: int = 0
    measure: int | None = None
    """What the rule's `at_least` is held against: pages or paragraphs."""


@dataclass
class Found:
    """What was found in one document."""

    kind: str
    pages: int | None = None
    """Pages or slides; None where the file does not say."""
    barriers: dict[str, Barrier] = field(default_factory=dict)
    taken_out: dict[str, int] = field(default_factory=dict)
    """What the clean copy no longer has, and how many of it; never what it said."""

    def barrier(self, rule: str, place: str | None = None, *, measure: int | None = None) -> None:
        """Note a barrier, or one more place of it."""
        one = self.barriers.setdefault(rule, Barrier(rule, measure=measure))
        one.number += 1
        if place is not None and len(one.places) < MAX_PLACES:
            one.places.append(place)

    def out(self, what: str, number: int = 1) -> None:
        """Note what was taken out."""
        if number:
            self.taken_out[what] = self.taken_out.get(what, 0) + number
