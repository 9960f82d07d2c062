"""Joining, seeing and changing what is held of oneself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.events.panel import MemberJoined
from common.messaging.outbox import record
from common.web.versions import check_version
from panel.access import service as access
from panel.access.service import Needs
from panel.bounces import standing
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey
from panel.households import service as households
from panel.households.schemas import HouseholdIn
from panel.keys import PanelKeys, token_hash
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.members import moving, profile, repository, statements
from panel.members.contacts import (
    EMAIL,
    NO_INDEXES,
    ContactIndexes,
    contact_of,
    email_of,
    sealed_contact,
)
from panel.members.errors import LinkNotValid, NotOldEnough
from panel.members.models import Consent, Member
from panel.members.schemas import ConsentIn, Contact, MePatch
from panel.members.told import Told, opened_answers, sealed_answers
from panel.rights import service as rights
from panel.rights.service import Rights
from panel.systems import service as systems
from panel.topics import service as topics
from panel.topics.service import Chosen
from panel.withdrawals import service as withdrawals


@dataclass(frozen=True)
class Joining:
    """A person whose address is confirmed, and what they say."""

    email: str | None
    """None of who joins without one; then there is a contact, and a consent that was recorded."""
    language: str
    minimum_age_met: bool
    connection: str
    mail_format: str = "html"
    place: str | None = None
    postcode: str | None = None
    """Tells the place in its stead, and is not kept."""
    demographics: Mapping[str, str] = field(default_factory=dict)
    consents: Sequence[ConsentIn] = ()
    access_needs: Sequence[str] = ()
    topics: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Vocabulary → terms (`panel.topics`)."""
    household: HouseholdIn | None = None
    contact: Contact | None = None
    contact_indexes: ContactIndexes = NO_INDEXES
    consented_at: datetime | None = None
    """When the consents were given; None for now."""
    means: str = "web_form"


@dataclass(frozen=True)
class Me:
    """All that is held of a member."""

    member: Member
    email: str | None
    contact: Contact | None
    demographics: Sequence[Told]
    consents: Sequence[Consent]
    needs: Needs | None
    topics: Mapping[str, Chosen]
    household_told_at: datetime | None
    address_fails: bool
    rights: Rights


async def join(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, joining: Joining, now: datetime
) -> UUID | None:
    """Make a person a member; None if the address is a member's already.

    Raises:
        NotOldEnough: if they do not state the system's minimum age.
        Invalid: if a place, an answer, a topic or a consent is not one in force.
        NotInTheDraw: if they tell their household and do not agree to the draw.
    """
    system = await systems.the_system(session, ics)
    if not joining.minimum_age_met:
        raise NotOldEnough(system.minimum_age)
    area, place = await moving.whereabouts(session, ics, joining.postcode, joining.place)
    in_force = await statements.vocabularies_for(session, ics, now)
    given_at = joining.consented_at or now
    shown = await statements.vocabularies_for(session, ics, given_at)
    member_id = new_id()
    key = PersonKey.fresh(ics, member_id)
    told = profile.answers_about_oneself(
        joining.demographics, in_force, minimum_age=system.minimum_age, now=now
    )
    consents = profile.consents(
        ics, member_id, joining.consents, shown, means=joining.means, now=given_at
    )
    email = joining.email
    member = Member(
        ics=ics,
        id=member_id,
        email_index=keys.email_index(ics, email) if email is not None else None,
        email_sealed=key.seal(email, EMAIL) if email is not None else None,
        contact_sealed=sealed_contact(key, joining.contact),
        telephone_index=joining.contact_indexes.telephone,
        post_index=joining.contact_indexes.post,
        address_number=1,
        language=joining.language,
        mail_format=joining.mail_format,
        place=place,
        connection=joining.connection,
        minimum_age_stated=system.minimum_age,
        joined_on=day_in_england(now),
        left_on=None,
        manage_token_hash=token_hash(keys.manage_token(ics, member_id)),
    )
    if not await repository.insert_member(session, member):
        return None
    await datakeys.keep(session, ics, keys, [key])
    session.add_all([*sealed_answers(keys, key, told), *consents])
    await access.state(session, key=key, needs=joining.access_needs, now=now)
    chosen = {kind: terms for kind, terms in joining.topics.items() if terms}
    await topics.state(session, keys=keys, key=key, said=chosen, now=now)
    if joining.household is not None:
        agreed = frozenset(consent.purpose for consent in joining.consents)
        await households.keep(
            session, keys=keys, key=key, said=joining.household, purposes=agreed, now=now
        )
    await moving.keep(session, keys, key, area, now)
    await mail.queue(session, ics, MailKind.WELCOME, [member_id])
    await record(
        session, ics, MemberJoined(member_id=member_id, joined_on=day_in_england(now)), now=now
    )
    return member_id


async def me(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, token: str, now: datetime
) -> Me:
    """Give a member all that is held of them.

    Raises:
        LinkNotValid: if the token opens nothing.
    """
    found = await repository.by_manage_token_with_key(session, ics, token_hash(token))
    member, row = found if found is not None else (_found(None), None)
    opened = await datakeys.opened(ics, keys, [(member.id, row)])
    return await _all_of(session, opened[member.id], member, now)


async def member_to_change(session: WriteSession, ics: SystemCode, token: str) -> Member:
    """Give the member whom a manage token opens, locked.

    Raises:
        LinkNotValid: if the token opens nothing.
    """
    member = await repository.by_manage_token(session, ics, token_hash(token))
    return _found(member)


async def member_to_erase(
    session: WriteSession, ics: SystemCode, member_id: UUID | None, email_index: bytes | None
) -> Member | None:
    """Give a member by id, or where that is None by address, locked; one who has left too."""
    if member_id is None and email_index is None:
        return None
    return await repository.to_erase(session, ics, member_id, email_index)


async def present(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> frozenset[UUID]:
    """Give those of some ids whose member has not left."""
    found = await repository.present_members(session, ics, member_ids)
    return frozenset(member.id for member in found)


async def hold_present(
    session: WriteSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> frozenset[UUID]:
    """Give those of some ids whose member has not left, and let none of them leave until this
    transaction ends."""
    return frozenset(await repository.hold_present(session, ics, member_ids))


async def present_to_change(session: WriteSession, ics: SystemCode, member_id: UUID) -> bool:
    """Lock a member who has not left; False if there is none of that id."""
    return await repository.by_id(session, ics, member_id) is not None


async def all_ids(session: ReadSession, ics: SystemCode) -> Sequence[UUID]:
    """Give the id of every member, of those who left too."""
    return await repository.all_ids(session, ics)


async def change(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    token: str,
    patch: MePatch,
    expected_version: int,
    now: datetime,
) -> Me:
    """Change what a member says about themselves and agrees to.

    Raises:
        LinkNotValid: if the token opens nothing.
        PreconditionFailed: if it was changed since it was read.
        Invalid: if a place, an answer, a topic or a consent is not one in force.
        NotInTheDraw: if they tell their household and do not agree to the draw.
    """
    member = await member_to_change(session, ics, token)
    check_version(member.version, expected_version)
    member.language = patch.language or member.language
    member.mail_format = patch.mail_format or member.mail_format
    member.connection = patch.connection or member.connection
    key = await datakeys.of_member(session, ics, keys, member.id)
    await statements.change(session, keys=keys, key=key, member=member, patch=patch, now=now)
    await mail.look_again(session, ics, member.id, now)
    member.version += 1
    await session.flush()
    return await _all_of(session, key, member, now)


async def unsubscribe(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    token: str,
    purpose: str | None,
    now: datetime,
) -> None:
    """Withdraw every consent to be mailed, or that to a purpose, by the token of a mail's footer.

    Raises:
        LinkNotValid: if the token is forged or for another purpose, or its member has left.
    """
    member_id = keys.unsubscriber(ics, token, purpose)
    member = await repository.by_id(session, ics, member_id) if member_id else None
    found = _found(member)
    withdrawn = [purpose] if purpose is not None else None
    ended = await repository.withdraw_consents(session, ics, found.id, now, withdrawn)
    await withdrawals.note_consents(session, ics, ended, keys=keys, now=now)
    if households.PURPOSE not in await statements.purposes_of(session, ics, found.id):
        await households.forget_member(session, ics, found.id)
    await mail.look_again(session, ics, found.id, now)
    found.version += 1


async def list_members(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Member]:
    """List members by id; for staff who may see exact figures."""
    return await repository.list_members(session, ics, page)


async def _all_of(session: ReadSession, key: PersonKey, member: Member, now: datetime) -> Me:
    answers = await repository.demographics_of(session, key.ics, member.id)
    said = await rights.of_members(session, key.ics, [member.id], day_in_england(now))
    return Me(
        member,
        email_of(key, member),
        contact_of(key, member),
        opened_answers(key, answers),
        await repository.consents_of(session, key.ics, member.id),
        await access.own_needs(session, key),
        await topics.own(session, key),
        await households.told_at(session, key.ics, member.id),
        bool(await standing.failing(session, key.ics, [member.id], day_in_england(now))),
        said.get(member.id, Rights()),
    )


def _found(member: Member | None) -> Member:
    if member is None:
        raise LinkNotValid(
            "This link is not valid, or the membership has ended. Sign up again with your address: "
            "if you are a member, you get a mail with a link to your own page."
        )
    return member
