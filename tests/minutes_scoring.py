"""How well a draft agrees with a hand-made answer: precision and recall for each field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from governance.minutes.reading.draft import MinutesDraft, Person
from governance.minutes.reading.source import Piece

_SMALL = re.compile(r"^(?:(?:at|in|via|by|on)\s+)?(?:the\s+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Score:
    """Of one field: how many were found, how many are right, how many there are."""

    found: int
    right: int
    there: int

    @property
    def precision(self) -> float:
        """Give the share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Give the share of what is there that was found."""
        return self.right / self.there if self.there else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(self.found + other.found, self.right + other.right, self.there + other.there)


def scores(draft: MinutesDraft, answer: dict[str, Any]) -> dict[str, Score]:
    """Compare every field of an answer with what was read."""
    read = facts_of(draft)
    return {name: _score(_bare(name, read[name]), _bare(name, _facts(value)))
            for name, value in answer.items()}  # fmt: skip


def facts_of(draft: MinutesDraft) -> dict[str, list[Any]]:
    """Give what was read as plain facts, field by field."""
    everyone = [*draft.present, *draft.in_attendance, *draft.apologies]
    following = draft.next_meeting
    return {
        "body": _some(_text(draft.body)),
        "other_bodies": [other.text for other in draft.other_bodies],
        "date": _some(draft.date and draft.date.value.isoformat()),
        "start_time": _some(draft.start_time and draft.start_time.value.isoformat("minutes")),
        "end_time": _some(draft.end_time and draft.end_time.value.isoformat("minutes")),
        "place": _some(_text(draft.place)),
        "present": [person.name.text for person in draft.present],
        "in_attendance": [person.name.text for person in draft.in_attendance],
        "apologies": [person.name.text for person in draft.apologies],
        "in_place_of": _pairs(everyone, "in_place_of"),
        "replaced_by": _pairs(everyone, "replaced_by"),
        "organisations": _pairs(everyone, "organisation"),
        "roles": _pairs(everyone, "role"),
        "chair": _some(_text(draft.chair)),
        "chairs": [(c.item, c.name.text, _text(c.items), c.resumed) for c in draft.chairs],
        "items": [(item.number.text, item.title.text) for item in draft.items],
        "resolutions": [resolution.item for resolution in draft.resolutions],
        "parts": [(r.item, part.text.text) for r in draft.resolutions for part in r.parts],
        "outcomes": [(r.item, r.outcome and r.outcome.code) for r in draft.resolutions],
        "movers": [
            (r.item, _text(r.mover), _text(r.seconder)) for r in draft.resolutions if r.mover
        ],
        "elections": [
            (_text(part.person), _text(part.office))
            for r in draft.resolutions
            for part in r.parts
            if part.person
        ],
        "actions": [
            (a.item, a.text.text, _text(a.owner), a.due_on and a.due_on.isoformat())
            for a in draft.actions
        ],
        "next_meeting": [
            (
                following.date and following.date.value.isoformat(),
                following.start_time and following.start_time.value.isoformat("minutes"),
                _text(following.place),
            )
        ]
        if following
        else [],
    }


def _bare(name: str, facts: list[Any]) -> list[Any]:
    """Leave out the small word before a place: "in the Town Hall" and "Town Hall" are one."""
    if name == "place":
        return [_SMALL.sub("", fact) for fact in facts]
    if name == "next_meeting":
        return [(*fact[:2], fact[2] and _SMALL.sub("", fact[2])) for fact in facts]
    return facts


def _facts(value: Any) -> list[Any]:
    if isinstance(value, list):
        if value and not any(isinstance(entry, list) for entry in value) and None in value:
            return [tuple(value)]
        return [tuple(entry) if isinstance(entry, list) else entry for entry in value]
    return _some(value)


def _score(read: list[Any], there: list[Any]) -> Score:
    right = sum((Counter(read) & Counter(there)).values())
    return Score(len(read), right, len(there))


def _pairs(people: Iterable[Person], name: str) -> list[tuple[str, str]]:
    found = [(person.name.text, getattr(person, name)) for person in people]
    return [(who, piece.text) for who, piece in found if piece is not None]


def _some(value: Any) -> list[Any]:
    return [] if value is None else [value]


def _text(piece: Piece | None) -> str | None:
    return piece.text if piece else None
