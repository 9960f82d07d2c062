"""What the published Popolo schemas say of the fields that are given here, in their own form.

Facts of github.com/popolo-project/popolo-spec, `schemas/*.json` (CC BY 4.0): the names of fields,
their types, patterns and formats, and which are required; JSON Schema draft 3. `event.json` is
that of commit 665167e, `vote_event.json` of 0b6a3dc, `post.json` of c731e3b, the others of b622568.
Fields whose value is another object in full (`parent`, `person` …) are not given, so not here.
"""

from __future__ import annotations

from typing import Any

_DAY = "^[0-9]{4}(-[0-9]{2}){0,2}$"
_MOMENT = (
    "^[0-9]{4}((-[0-9]{2}){0,2}"
    "|(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){0,2}(Z|[+-][0-9]{2}(:[0-9]{2})?))$"
)
_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_ON = _TEXT | {"pattern": _DAY}
_AT = _TEXT | {"pattern": _MOMENT}
_WHEN = _TEXT | {"format": "date-time"}


def _fields(names: str, **others: Any) -> dict[str, Any]:
    return dict.fromkeys(names.split(), _TEXT) | others


def _listed(**fields: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": fields}}


_NEEDED = {"type": "string", "required": True}
_COUNTS = _listed(option=_NEEDED, value={"type": "integer", "required": True}, group_id=_TEXT)
_VOTES = _listed(
    **_fields("id vote_event_id voter_id option group_id role pair_id"),
    weight={"type": ["number", "null"]},
)
PUBLISHED: dict[str, dict[str, Any]] = {
    "organizations": _fields(
        "id name classification parent_id area_id image",
        identifiers=_listed(identifier=_NEEDED, scheme=_TEXT),
        founding_date=_ON,
        dissolution_date=_ON,
    ),
    "posts": _fields("id label role organization_id area_id", start_date=_ON, end_date=_ON),
    "persons": _fields(
        "id name family_name given_name additional_name honorific_prefix honorific_suffix "
        "patronymic_name sort_name gender image summary biography national_identity",
        email=_TEXT | {"format": "email"},
        birth_date=_ON,
        death_date=_ON,
    ),
    "memberships": _fields(
        "id label role person_id organization_id post_id on_behalf_of_id area_id",
        start_date=_ON,
        end_date=_ON,
    ),
    "events": _fields(
        "id name description location status classification organization_id parent_id",
        start_date=_AT,
        end_date=_AT,
    ),
    "motions": _fields(
        "id organization_id legislative_session_id creator_id text classification requirement "
        "result",
        date=_WHEN,
        vote_events={"type": "array"},
    ),
    "vote_events": _fields(
        "id organization_id legislative_session_id identifier motion_id classification result",
        start_date=_WHEN,
        end_date=_WHEN,
        counts=_COUNTS,
        votes=_VOTES,
    ),
}
OURS = {
    "motions": {"decision_reference", "parts"},
    "vote_events": {"by_casting_vote", "parts"},
}
"""Fields of ours beside the specification's, which it allows."""
DOCUMENT: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-03/schema#",
    "type": "object",
    "properties": {
        name: {
            "type": "array",
            "required": True,
            "items": {
                "type": "object",
                "properties": fields | {key: {} for key in OURS.get(name, set())},
                "additionalProperties": False,
            },
        }
        for name, fields in PUBLISHED.items()
    },
}
REFERS = {
    "organizations": {"parent_id": "organizations"},
    "posts": {"organization_id": "organizations"},
    "memberships": {
        "person_id": "persons",
        "organization_id": "organizations",
        "post_id": "posts",
        "on_behalf_of_id": "organizations",
    },
    "events": {"organization_id": "organizations"},
    "motions": {"organization_id": "organizations", "legislative_session_id": "events"},
    "vote_events": {
        "organization_id": "organizations",
        "legislative_session_id": "events",
        "motion_id": "motions",
    },
}
"""Class → field → the class of what it names."""


def unresolved(document: dict[str, Any]) -> list[str]:
    """Name what refers to something that is not in a document."""
    known = {name: {one["id"] for one in document[name]} for name in PUBLISHED}
    lost = [
        f"{name}.{field}"
        for name, fields in REFERS.items()
        for one in document[name]
        for field, of in fields.items()
        if one.get(field) is not None and one[field] not in known[of]
    ]
    voters = [vote["voter_id"] for one in document["vote_events"] for vote in one["votes"]]
    return lost + [f"votes.{one}" for one in voters if one and one not in known["persons"]]
