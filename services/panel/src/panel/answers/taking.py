"""Taking one answer from each who was invited, under the quotas of the survey."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.answers import counting, repository, unnamed
from panel.answers.checking import checked
from panel.answers.errors import AlreadyAnswered, AnswerLinkNotValid, SurveyIsClosed
from panel.answers.invited import Invited
from panel.answers.schemas import AnswerIn
from panel.ballots import service as ballots
from panel.ballots.errors import BallotNotKept
from panel.ballots.sealing import SurveyKey
from panel.keys import PanelKeys, token_hash
from panel.quotas import filling
from panel.quotas.errors import EnoughAnswers
from panel.quotas.filling import Counted
from panel.surveys.questions import read_questions


async def to_answer(session: ReadSession, ics: SystemCode, token: str, now: datetime) -> Invited:
    """Give the survey that a personal link is for, if it can be answered.

    Raises:
        AnswerLinkNotValid, AlreadyAnswered, SurveyIsClosed
    """
    invited = await repository.find(session, ics, token_hash(token), day_in_england(now))
    return refuse_unless_open(invited)


def refuse_unless_open(invited: Invited | None) -> Invited:
    """Give an invitation that can be answered.

    Raises:
        AnswerLinkNotValid, AlreadyAnswered, SurveyIsClosed
    """
    if invited is None:
        raise AnswerLinkNotValid
    if invited.answered:
        raise AlreadyAnswered
    if not invited.takes_answers:
        raise SurveyIsClosed
    return invited


async def keep(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    invited: Invited,
    *,
    given: Sequence[AnswerIn],
    now: datetime,
) -> None:
    """Keep the answers of somebody who was invited.

    Raises:
        AlreadyAnswered, SurveyIsClosed
        BallotKeyMissing, BallotNotKept: if it is anonymous and cannot be sealed as it should.
        EnoughAnswers: if a quota is full. What they had answered so far is forgotten, so the
            transaction is to be committed.
        Invalid: where an answer doesn't fit its question, or a required one is missing.
    """
    questions = read_questions(invited.questions)
    answers = checked(questions, given)
    sealing = await sealing_key(session, ics, keys, invited)
    if invited.quotas:
        await _count(session, ics, keys, invited=invited, answers=answers, sealing=sealing, now=now)
    if sealing is None:
        kept = await repository.answer(
            session,
            ics,
            invited=invited,
            pseudonym=keys.pseudonym(ics, invited.survey_id, invited.member_id),
            today=day_in_england(now),
            answers=answers,
        )
    else:
        ballot_id = UUID(bytes=secrets.token_bytes(16), version=4)
        ballot = sealing.ballot(ballot_id, questions, answers)
        if sealing.answers(ballot_id, ballot) != answers:
            raise BallotNotKept
        kept = await unnamed.cast(session, ics, invited, ballot_id, ballot)
    if not kept:
        await why_not(session, ics, invited, now)


async def sealing_key(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, invited: Invited
) -> SurveyKey | None:
    """Give the key with which everything is sealed that says how somebody answers a survey; None
    if it is not anonymous."""
    if not invited.anonymous:
        return None
    return await ballots.key_to_seal(session, ics, keys, invited.survey_id)


async def _count(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    invited: Invited,
    answers: Mapping[str, Any],
    sealing: SurveyKey | None,
    now: datetime,
) -> None:
    member_id = invited.member_id
    if not await counting.hold(session, ics, invited):
        await why_not(session, ics, invited, now)
    taken = await filling.take(
        session,
        ics,
        keys,
        counted(invited),
        member_id=member_id,
        answers=answers,
        sealing=sealing,
        now=now,
    )
    if taken is None:
        await repository.save_draft(session, ics, invited, None)
        raise EnoughAnswers
    if not invited.anonymous:
        sealed = await filling.sealed(session, ics, keys, member_id, taken)
        await counting.keep_cells(session, ics, invited, sealed)


def counted(invited: Invited) -> Counted:
    """Give what quotas need to know of somebody's survey."""
    return Counted(invited.survey_id, invited.quotas, invited.questions)


async def why_not(
    session: ReadSession, ics: SystemCode, invited: Invited, now: datetime
) -> NoReturn:
    """Say why nothing could be kept.

    Raises:
        AnswerLinkNotValid, AlreadyAnswered, SurveyIsClosed
    """
    again = await repository.of_member(
        session, ics, invited.survey_id, invited.member_id, day_in_england(now)
    )
    refuse_unless_open(again)
    raise AlreadyAnswered
