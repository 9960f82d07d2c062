"""Keeping the topics that members choose (rule 3 of the panel)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.datakeys.personal import PersonKey, padded
from panel.keys import PanelKeys
from panel.topics import repository
from panel.topics.models import MemberTopic
from panel.vocabularies import service as vocabularies
from panel.vocabularies.service import PREFER_NOT_TO_SAY, VocabularyInForce

FIELDS = {"interest": "interests", "lived_experience": "lived_experience"}
"""Vocabulary → the field in which its terms are sent and shown."""
_LENGTH = 60
"""Bytes that are sealed of every topic, the longest code there is, so that its length is mute."""


@dataclass(frozen=True)
class Chosen:
    """What a member chose of one vocabulary."""

    terms: Sequence[str]
    vocabulary_version: str
    stated_at: datetime


async def state(
    session: WriteSession,
    *,
    keys: PanelKeys,
    key: PersonKey,
    said: Mapping[str, Sequence[str] | None],
    now: datetime,
) -> None:
    """Keep what a member chose, in place of what they chose before.

    Args:
        said: vocabulary → terms; None leaves it as it is, and no terms take the answer back.

    Raises:
        Invalid: naming each field that has a term which is not in force, or that says both
            "prefer not to say" and something.
    """
    changed = {
        kind: list(dict.fromkeys(terms)) for kind, terms in said.items() if terms is not None
    }
    if not changed:
        return
    in_force = await vocabularies.in_force(session, key.ics, day_in_england(now), list(changed))
    wrong = [
        FieldError(f"body.{FIELDS[kind]}", message)
        for kind, terms in changed.items()
        if terms and (message := _wrong(in_force.get(kind), terms)) is not None
    ]
    if wrong:
        raise Invalid(
            "Choose from the vocabularies in force: GET /vocabularies lists them.",
            fields=tuple(wrong),
        )
    for kind, terms in changed.items():
        version = in_force[kind].version if terms else ""
        rows = [
            MemberTopic(
                ics=key.ics,
                member_id=key.member_id,
                kind=kind,
                token=keys.term_token(key.ics, kind, term),
                sealed=sealed_topic(key, kind, term, version),
                vocabulary_version=version,
                stated_at=now,
            )
            for term in terms
        ]
        await repository.replace(session, key.ics, key.member_id, kind, rows)


def sealed_topic(key: PersonKey, kind: str, term: str, version: str) -> bytes:
    """Seal a topic with the member's own key, all at one length."""
    return key.seal(padded(term, _LENGTH), _field(kind), version)


async def own(session: ReadSession, key: PersonKey) -> Mapping[str, Chosen]:
    """Give what a member chose, by their own key: vocabulary → topics; without what they left out.

    Raises:
        CannotOpen: if a row was altered, or is somebody else's.
    """
    found: dict[str, list[MemberTopic]] = {}
    for row in await repository.of_member(session, key.ics, key.member_id):
        found.setdefault(row.kind, []).append(row)
    return {
        kind: Chosen(
            sorted(
                key.open(row.sealed, _field(kind), row.vocabulary_version).rstrip() for row in rows
            ),
            rows[0].vocabulary_version,
            rows[0].stated_at,
        )
        for kind, rows in found.items()
    }


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete what a member chose."""
    await repository.delete_of_member(session, ics, member_id)


def _wrong(vocabulary: VocabularyInForce | None, terms: Sequence[str]) -> str | None:
    if vocabulary is None:
        return "is not asked"
    if PREFER_NOT_TO_SAY in terms:
        return "has prefer_not_to_say beside other answers" if len(terms) > 1 else None
    if any(vocabulary.choice(term) is None for term in terms):
        return "has a term that is not in force"
    return None


def _field(kind: str) -> str:
    return f"member_topics.{kind}"
