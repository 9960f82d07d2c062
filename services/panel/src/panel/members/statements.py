"""What a member says on their own page, kept where each part of it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.access import service as access
from panel.datakeys.personal import PersonKey
from panel.households import service as households
from panel.keys import PanelKeys
from panel.members import moving, profile, repository
from panel.members.models import Member
from panel.members.schemas import MePatch
from panel.members.told import sealed_answers
from panel.rights import service as rights
from panel.systems import service as systems
from panel.topics import service as topics
from panel.vocabularies import service as vocabularies
from panel.vocabularies.dimensions import DIMENSIONS
from panel.withdrawals import service as withdrawals


async def change(
    session: WriteSession,
    *,
    keys: PanelKeys,
    key: PersonKey,
    member: Member,
    patch: MePatch,
    now: datetime,
) -> None:
    """Keep what a member changed; what is left out stays.

    Raises:
        Invalid: if a place, an answer, a topic or a consent is not one in force.
        NotInTheDraw: if they tell their household and do not agree to the draw.
    """
    await moving.move(session, keys, key, member, patch=patch, now=now)
    await _change_profile(session, keys, key, patch, now)
    if patch.access_needs is not None:
        await access.state(session, key=key, needs=patch.access_needs, now=now)
    said = {"interest": patch.interests, "lived_experience": patch.lived_experience}
    await topics.state(session, keys=keys, key=key, said=said, now=now)
    await _change_household(session, keys, key, patch, now)
    await rights.change(session, key.ics, key.member_id, keys=keys, said=patch, now=now)


async def vocabularies_for(
    session: ReadSession, ics: SystemCode, now: datetime
) -> Mapping[str, vocabularies.VocabularyInForce]:
    """Give the vocabularies by which answers about oneself and consents are checked."""
    codes = [*DIMENSIONS, profile.CONSENT_PURPOSE]
    return await vocabularies.in_force(session, ics, day_in_england(now), codes)


async def purposes_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> frozenset[str]:
    """Give the purposes that a member agrees to."""
    in_force = await repository.consents_in_force(session, ics, [member_id])
    return frozenset(consent.purpose for consent in in_force)


async def _change_household(
    session: WriteSession, keys: PanelKeys, key: PersonKey, patch: MePatch, now: datetime
) -> None:
    if "household" in patch.model_fields_set and patch.household is None:
        await households.forget_member(session, key.ics, key.member_id)
    await session.flush()
    await households.keep(
        session,
        keys=keys,
        key=key,
        said=patch.household,
        purposes=await purposes_of(session, key.ics, key.member_id),
        now=now,
    )


async def _change_profile(
    session: WriteSession, keys: PanelKeys, key: PersonKey, patch: MePatch, now: datetime
) -> None:
    ics, member_id = key.ics, key.member_id
    system = await systems.the_system(session, ics)
    in_force = await vocabularies_for(session, ics, now)
    given = {name: term for name, term in patch.demographics.items() if term is not None}
    answers = profile.answers_about_oneself(
        given, in_force, minimum_age=system.minimum_age, now=now
    )
    consents = profile.consents(
        ics,
        member_id,
        [consent for consent in patch.consents if consent.given],
        in_force,
        means="manage_page",
        now=now,
    )
    taken_back = [name for name, term in patch.demographics.items() if term is None]
    profile.refuse_derived(taken_back)
    await repository.write_demographics(session, sealed_answers(keys, key, answers))
    await repository.delete_demographics(session, ics, member_id, taken_back)
    changed = [consent.purpose for consent in patch.consents]
    ended = await repository.withdraw_consents(session, ics, member_id, now, changed)
    anew = {consent.purpose for consent in consents}
    withdrawn = [consent_id for consent_id, purpose in ended.items() if purpose not in anew]
    await withdrawals.note_consents(session, ics, withdrawn, keys=keys, now=now)
    session.add_all(consents)
