"""Entering what a member answered without a link (rules 6 and 10 of the panel)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from panel.answers import service as answers
from panel.answers import taking
from panel.answers.invited import Invited
from panel.assisted.service import Recorder
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.members import finding
from panel.members.models import Member
from panel.offline import repository
from panel.offline.errors import AnswersByOwnLink, NotAsked
from panel.offline.models import OfflineEntry
from panel.offline.schemas import OfflineEntryIn

_BROUGHT = {"held", "by_hand"}
"""States of an invitation that did not go by email."""


async def enter(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    survey_id: UUID,
    said: OfflineEntryIn,
    by: Recorder,
    now: datetime,
) -> Invited:
    """Keep a member's answers, and beside their invitation who entered them.

    Raises:
        NotAsked: if there is no such survey, or the member was not asked in it.
        AnswersByOwnLink: if their invitation went to them by email.
        AlreadyAnswered, SurveyIsClosed, EnoughAnswers, Invalid: see `panel.answers.taking.keep`.
    """
    member = await finding.present_member(session, ics, said.member_id)
    if member is None:
        raise NotAsked
    invited = await answers.invited(session, ics, survey_id, member.id, now)
    if invited is None:
        raise NotAsked
    if not await _is_helped(session, ics, member, survey_id):
        raise AnswersByOwnLink
    await taking.keep(
        session, ics, keys, taking.refuse_unless_open(invited), given=said.answers, now=now
    )
    session.add(
        OfflineEntry(
            ics=ics,
            survey_id=survey_id,
            member_id=member.id,
            means=said.means,
            witness=said.witness,
            organisation_id=by.organisation_id,
            entered_by=by.subject,
            entered_on=day_in_england(now),
        )
    )
    await session.flush()
    return invited


async def of_survey(
    session: ReadSession, ics: SystemCode, survey_id: UUID, page: PageRequest
) -> Page[OfflineEntry]:
    """List for whom answers to a survey were entered."""
    return await repository.of_survey(session, ics, survey_id, page)


async def held_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[OfflineEntry]:
    """Give the entries for a member."""
    return await repository.of_member(session, ics, member_id)


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete the entries for a member; what they answered stays, under its pseudonym."""
    await repository.delete_of_member(session, ics, member_id)


async def _is_helped(
    session: ReadSession, ics: SystemCode, member: Member, survey_id: UUID
) -> bool:
    if member.email_sealed is None:
        return True
    return any(
        (one.kind, one.about_id) == (MailKind.SURVEY_INVITATION, survey_id)
        and one.state in _BROUGHT
        for one in await mail.held_of(session, ics, member.id)
    )
