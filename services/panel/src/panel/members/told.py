"""What members told about themselves: sealed with their own key, and indexed blindly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.datakeys.personal import PersonKey, padded
from panel.keys import PanelKeys
from panel.members import repository
from panel.members.models import DemographicAnswer
from panel.vocabularies.codebook import codebook

_LENGTH = 60
"""Bytes that are sealed of every answer, the longest code there is, so that its length is mute."""


@dataclass(frozen=True)
class Told:
    """An answer about oneself."""

    dimension: str
    term: str
    """The term's code; prefer_not_to_say is an answer too."""
    vocabulary_version: str
    answered_at: datetime


def sealed_answers(
    keys: PanelKeys, key: PersonKey, answers: Sequence[Told]
) -> list[DemographicAnswer]:
    """Make rows of answers."""
    return [
        DemographicAnswer(
            ics=key.ics,
            member_id=key.member_id,
            dimension=one.dimension,
            token=keys.term_token(key.ics, one.dimension, one.term),
            sealed=sealed_term(key, one.dimension, one.term, one.vocabulary_version),
            vocabulary_version=one.vocabulary_version,
            answered_at=one.answered_at,
        )
        for one in answers
    ]


def opened_answers(key: PersonKey, rows: Sequence[DemographicAnswer]) -> list[Told]:
    """Open a member's rows, for the member.

    Raises:
        CannotOpen: if one was altered, or is somebody else's.
    """
    return [
        Told(
            row.dimension,
            key.open(row.sealed, _field(row.dimension), row.vocabulary_version).rstrip(),
            row.vocabulary_version,
            row.answered_at,
        )
        for row in rows
    ]


async def told_by(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[str, str]]:
    """Give what some members told about themselves, as dimension → term; ``place`` is one too.

    It is read off the blind indexes: nobody's answers are opened.
    """
    present = await repository.present_members(session, ics, member_ids)
    said = {m.id: {"place": m.place} if m.place is not None else {} for m in present}
    answers = await codebook(session, ics, keys)
    for row in await repository.demographics_of_many(session, ics, list(said)):
        said[row.member_id][row.dimension] = answers.term(row.dimension, row.token)
    return said


def sealed_term(key: PersonKey, dimension: str, term: str, version: str) -> bytes:
    """Seal one answer."""
    return key.seal(padded(term, _LENGTH), _field(dimension), version)


def _field(dimension: str) -> str:
    return f"demographics.{dimension}"
