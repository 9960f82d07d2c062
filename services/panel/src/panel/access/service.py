"""Keeping what members need, and saying what it means for messages (rule 5 of the panel)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import orjson

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.access import repository
from panel.access.models import AccessNeeds
from panel.access.rules import Formats, Rules, rules_of
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey, padded
from panel.keys import PanelKeys
from panel.vocabularies import service as vocabularies

NEEDS = "communication_need"
"""Vocabulary of the needs; what each means for messages stands with its term."""
FORMATS = "message_format"

_FIELD = "access_needs.sealed"
_SEALED_LENGTH = 2048
"""Bytes of the text that is sealed, so that its length tells nothing."""


@dataclass(frozen=True)
class Needs:
    """What a member says that they need."""

    codes: tuple[str, ...]
    vocabulary_version: str
    stated_at: datetime


async def state(
    session: WriteSession, *, key: PersonKey, needs: Sequence[str], now: datetime
) -> None:
    """Keep what a member needs, in place of what they said before; nothing, if they need nothing.

    Raises:
        Invalid: if one is not a need in force.
    """
    ics, member_id = key.ics, key.member_id
    codes = list(dict.fromkeys(needs))
    if not codes:
        await repository.delete_of_member(session, ics, member_id)
        return
    version = await _version_of(session, ics, codes, day_in_england(now))
    await repository.write(session, ics, member_id, sealed_codes(key, codes, version), now)


def sealed_codes(key: PersonKey, codes: Sequence[str], version: str) -> bytes:
    """Seal the codes of what a member needs, with the version of the vocabulary."""
    return sealed_needs(key, orjson.dumps({"needs": codes, "version": version}).decode())


def sealed_needs(key: PersonKey, said: str) -> bytes:
    """Seal what a member needs, all at one length."""
    return key.seal(padded(said, _SEALED_LENGTH), _FIELD)


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete what a member needs."""
    await repository.delete_of_member(session, ics, member_id)


async def needs_of(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_ids: Sequence[UUID]
) -> Mapping[UUID, Needs]:
    """Give what some members need; those who need nothing are not among them."""
    rows = await repository.of_members(session, ics, member_ids)
    own = await datakeys.opened(ics, keys, ((row.member_id, key) for row, key in rows))
    return {row.member_id: _opened(own[row.member_id], row) for row, _ in rows}


async def own_needs(session: ReadSession, key: PersonKey) -> Needs | None:
    """Give what a member needs, by their own key; None of who needs nothing."""
    row = await repository.of_member(session, key.ics, key.member_id)
    return _opened(key, row) if row is not None else None


async def rules_for(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    member_ids: Sequence[UUID],
    on: date,
) -> Mapping[UUID, Rules]:
    """Give what their needs mean for messages to some members; none for who needs nothing.

    A need means what the version in force says, or, where that has it no more, the version by
    which it was stated.
    """
    needs = await needs_of(session, ics, keys, member_ids)
    if not needs:
        return {}
    ever = await vocabularies.every_version(session, ics, NEEDS)
    in_force = await vocabularies.in_force(session, ics, on, [NEEDS])
    current = ever.get(in_force[NEEDS].version, {}) if NEEDS in in_force else {}
    formats = await all_formats(session, ics)

    def meaning(version: str, code: str) -> Mapping[str, object] | None:
        term = current.get(code) or ever.get(version, {}).get(code)
        return term.access if term is not None else None

    return {
        member_id: rules_of(
            [meaning(said.vocabulary_version, code) for code in said.codes], formats
        )
        for member_id, said in needs.items()
    }


async def all_formats(session: ReadSession, ics: SystemCode) -> Formats:
    """Give every format that there ever was, with its heading."""
    versions = await vocabularies.every_version(session, ics, FORMATS)
    return Formats({c: t.parent for terms in versions.values() for c, t in terms.items()})


def _opened(key: PersonKey, row: AccessNeeds) -> Needs:
    said = orjson.loads(key.open(row.sealed, _FIELD))
    return Needs(tuple(said["needs"]), said["version"], row.stated_at)


async def _version_of(session: ReadSession, ics: SystemCode, codes: Sequence[str], on: date) -> str:
    vocabulary = (await vocabularies.in_force(session, ics, on, [NEEDS])).get(NEEDS)
    if vocabulary is None or any(vocabulary.choice(code) is None for code in codes):
        raise Invalid(
            f"Choose from the vocabulary {NEEDS}: GET /vocabularies lists it.",
            fields=(FieldError("body.access_needs", "has a need that is not in force"),),
        )
    return vocabulary.version
