"""JSON Schemas of the Popolo classes, written down from the specification
(https://www.popoloproject.com/specs/), for what is given here. `popolo_published.py` has what the
published schemas say; a document has to be valid by both.

The specification lets every field be null but what it requires; here identifiers are required too,
and so is what makes a class what it is. Other fields than the specification's are named one by one.
"""

from __future__ import annotations

from typing import Any

DAY = "^[0-9]{4}(-[0-9]{2}){0,2}$"
MOMENT = "^[0-9]{4}((-[0-9]{2}){0,2}|(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){0,2}Z)$"
"""Of an event: a day, or a moment in UTC; an offset is none that the schema takes."""


def _maybe(**more: Any) -> dict[str, Any]:
    return {"type": ["string", "null"]} | more


def _class(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["id", *required],
        "properties": {"id": {"type": "string", "minLength": 1}} | properties,
        "additionalProperties": False,
    }


_IDENTIFIER = {
    "type": "object",
    "required": ["identifier"],
    "properties": {"identifier": {"type": "string"}, "scheme": _maybe()},
}
ORGANIZATION = _class(
    ["name"],
    name={"type": "string"},
    identifiers={"type": "array", "items": _IDENTIFIER},
    classification=_maybe(),
    parent_id=_maybe(),
    founding_date=_maybe(pattern=DAY),
    dissolution_date=_maybe(pattern=DAY),
)
POST = _class(
    ["label", "organization_id"],
    label={"type": "string"},
    role=_maybe(),
    organization_id={"type": "string"},
    start_date=_maybe(pattern=DAY),
    end_date=_maybe(pattern=DAY),
)
PERSON = _class(["name"], name={"type": "string"})
MEMBERSHIP = _class(
    ["person_id", "organization_id", "post_id"],
    label=_maybe(),
    role=_maybe(),
    person_id={"type": "string"},
    organization_id={"type": "string"},
    post_id={"type": "string"},
    on_behalf_of_id=_maybe(),
    start_date=_maybe(pattern=DAY),
    end_date=_maybe(pattern=DAY),
)
EVENT = _class(
    ["organization_id", "start_date"],
    name=_maybe(),
    classification=_maybe(),
    organization_id={"type": "string"},
    start_date=_maybe(pattern=MOMENT),
    end_date=_maybe(pattern=MOMENT),
    location=_maybe(),
    status=_maybe(),
)
COUNT = {
    "type": "object",
    "required": ["option", "value"],
    "properties": {"option": {"type": "string"}, "value": {"type": "integer"}},
    "additionalProperties": False,
}
VOTE = {
    "type": "object",
    "required": ["vote_event_id", "voter_id", "option"],
    "properties": {
        "vote_event_id": {"type": "string"},
        "voter_id": _maybe(),
        "option": {"enum": ["yes", "no", "abstain", "absent", "not voting", "paired"]},
        "role": _maybe(),
    },
    "additionalProperties": False,
}
PARTS = {"type": "array", "items": {"type": "integer", "minimum": 1}}
VOTE_EVENT = _class(
    ["motion_id", "organization_id", "start_date", "result"],
    organization_id={"type": "string"},
    legislative_session_id=_maybe(),
    identifier=_maybe(),
    motion_id={"type": "string"},
    classification=_maybe(),
    start_date=_maybe(format="date-time"),
    result={"enum": ["pass", "fail"]},
    counts={"type": "array", "items": COUNT},
    votes={"type": "array", "items": VOTE},
    by_casting_vote={"type": "boolean"},  # not the specification's
    parts=PARTS,  # not the specification's
)
MOTION = _class(
    ["organization_id", "text", "result"],
    organization_id={"type": "string"},
    legislative_session_id=_maybe(),
    text={"type": "string"},
    classification=_maybe(),
    date=_maybe(format="date-time"),
    result={"enum": ["pass", "fail"]},
    vote_events={"type": "array", "items": VOTE_EVENT},
    decision_reference={"type": "string"},  # not the specification's
    parts=PARTS,  # not the specification's
)
_CLASSES = {
    "organizations": ORGANIZATION,
    "posts": POST,
    "persons": PERSON,
    "memberships": MEMBERSHIP,
    "events": EVENT,
    "motions": MOTION,
    "vote_events": VOTE_EVENT,
}
DOCUMENT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": [*_CLASSES, "next"],
    "properties": {
        **{name: {"type": "array", "items": one} for name, one in _CLASSES.items()},
        "next": _maybe(format="uri"),
    },
    "additionalProperties": False,
}
