"""Asking members by personal link, and taking one answer from each.

An answer is kept under a pseudonym. As a rule that is a keyed hash of survey and member, so that
whoever holds the keys can show, weight and erase it. In an *anonymous* survey it is drawn at random
and the day is not kept: that somebody answered is known, what they answered is nobody's. What the
database itself could still tell (both rows are written in one transaction, in the order of
answering) is wiped out when the survey closes, by writing all of them anew in a random order. Until
then an administrator of the database, and nobody else, could pair them; results and comments are
therefore not shown before it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.answers import repository
from panel.answers.checking import checked
from panel.answers.errors import AlreadyAnswered, AnswerLinkNotValid, SurveyIsClosed
from panel.answers.held import Answered, Held
from panel.answers.repository import Invited
from panel.answers.schemas import AnswerIn
from panel.keys import PanelKeys, token_hash
from panel.surveys.questions import read_questions

_PSEUDONYM_BYTES = 32


async def invite(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    survey_id: UUID,
    member_ids: Sequence[UUID],
) -> None:
    """Give each member a personal link to a survey; the mail that holds it is sent by others."""
    invited = [(m, token_hash(keys.answer_token(ics, survey_id, m))) for m in member_ids]
    await repository.invite(session, ics, survey_id, invited)


async def to_answer(session: ReadSession, ics: SystemCode, token: str, now: datetime) -> Invited:
    """Give the survey that a personal link is for, if it can be answered.

    Raises:
        AnswerLinkNotValid, AlreadyAnswered, SurveyIsClosed
    """
    invited = await repository.find(session, ics, token_hash(token), now.date())
    if invited is None:
        raise AnswerLinkNotValid
    if invited.answered:
        raise AlreadyAnswered
    if not invited.takes_answers:
        raise SurveyIsClosed
    return invited


async def answer(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    token: str,
    given: Sequence[AnswerIn],
    now: datetime,
) -> Invited:
    """Take a person's answers, once; gives what they were invited to.

    Raises:
        AnswerLinkNotValid, AlreadyAnswered, SurveyIsClosed
        Invalid: where an answer doesn't fit its question, or a required one is missing.
    """
    invited = await to_answer(session, ics, token, now)
    answers = checked(read_questions(invited.questions), given)
    pseudonym = (
        secrets.token_bytes(_PSEUDONYM_BYTES)
        if invited.anonymous
        else keys.pseudonym(ics, invited.survey_id, invited.member_id)
    )
    kept = await repository.answer(
        session, ics, invited=invited, pseudonym=pseudonym, today=now.date(), answers=answers
    )
    if not kept:
        await to_answer(session, ics, token, now)  # says which of the two it was
        raise AlreadyAnswered
    return invited


async def mix(session: WriteSession, ics: SystemCode, survey_id: UUID) -> None:
    """Leave no trace, in a closing anonymous survey, of the order in which people answered."""
    await repository.mix(session, ics, survey_id)


async def participants(
    session: ReadSession, ics: SystemCode, survey_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Give the members who answered any of some surveys."""
    return await repository.participants(session, ics, survey_ids)


async def asked(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Sequence[UUID]:
    """Give the members who were asked in a survey, whether or not they answered."""
    return await repository.asked(session, ics, survey_id)


async def waiting_for(
    session: ReadSession, ics: SystemCode, survey_ids: Sequence[UUID], member_ids: Sequence[UUID]
) -> Mapping[UUID, frozenset[UUID]]:
    """Give by member those of some open surveys that they were asked in and have not answered."""
    found: dict[UUID, set[UUID]] = {}
    for survey_id, member_id in await repository.waiting_for(session, ics, survey_ids, member_ids):
        found.setdefault(member_id, set()).add(survey_id)
    return {member_id: frozenset(surveys) for member_id, surveys in found.items()}


async def held_of(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_id: UUID
) -> Sequence[Held]:
    """Give a member's part in each survey that they were asked, answers joined by the keys."""
    surveys = await repository.surveys_of(session, ics, member_id)
    pseudonyms = [(survey, keys.pseudonym(ics, survey, member_id)) for survey in surveys]
    return await repository.held_of(session, ics, member_id, pseudonyms)


async def answered_by(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Answered]:
    """Give the surveys that a member answered; what they answered is not looked at."""
    return await repository.answered_by(session, ics, member_id)


async def joined(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, survey_id: UUID
) -> Sequence[tuple[UUID | None, dict[str, Any]]]:
    """Join the answers to a survey to the members who gave them, in memory only.

    The rows alone cannot be joined. Whoever holds the keys derives the pseudonym of each member
    who answered, and meets the answers under it; nothing of that may be stored or shown. Answers
    of members who left since are nobody's.
    """
    members = await repository.who_answered(session, ics, survey_id)
    by_pseudonym = {keys.pseudonym(ics, survey_id, member): member for member in members}
    said = await repository.said(session, ics, survey_id)
    return [(by_pseudonym.get(pseudonym), answers) for pseudonym, answers in said]


async def unjoin_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Forget that a member was asked; what they answered stays, under its pseudonym."""
    await repository.delete_invitations(session, ics, member_id)


async def erase_member(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, member_id: UUID
) -> None:
    """Delete everything that a member answered, and that they were asked.

    The invitations go first: an answer in flight holds its own, so it is waited for, and is there
    to be deleted. Every survey is looked through, since one who left before has no invitations
    any more, while the keys still tell their pseudonyms.
    """
    await repository.delete_invitations(session, ics, member_id)
    surveys = await repository.asked_surveys(session, ics)
    pseudonyms = [(survey, keys.pseudonym(ics, survey, member_id)) for survey in surveys]
    await repository.delete_responses(session, ics, pseudonyms)
