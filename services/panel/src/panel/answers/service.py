"""Asking members by personal link, and taking one answer from each.

An answer is kept under a pseudonym. As a rule that is a keyed hash of survey and member, so that
whoever holds the keys can show, weight and erase it. In an *anonymous* survey it is kept sealed
until the survey closes, and then written under a pseudonym drawn at random, without the day, in a
random order (`panel.ballots` says what that leaves to whom); the link's token is random too, and
forgotten once it is mailed. That somebody answered is known, what they answered is nobody's.
Results and comments are not shown before the close.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.answers import counting, drafts, repository, taking
from panel.answers.checking import checked_so_far
from panel.answers.held import Answered, Held
from panel.answers.invited import Invited
from panel.answers.schemas import AnswerIn
from panel.ballots import service as ballots
from panel.ballots.sealing import longest
from panel.keys import PanelKeys, new_token, token_hash
from panel.quotas import filling
from panel.quotas.errors import EnoughAnswers
from panel.surveys.piping import piped
from panel.surveys.questions import Question, read_questions
from panel.surveys.texts import PAGE_WORDS, SurveyTexts, in_words
from panel.translations import languages, offered
from panel.translations.languages import Language


@dataclass(frozen=True)
class ToAnswer:
    """A survey as one member meets it."""

    invited: Invited
    languages: Sequence[Language]
    """In which it can be read, the original first."""
    language: Language
    title: str
    purpose: str
    questions: Sequence[Question]
    """In that language, with earlier answers filled into their texts."""
    words: Mapping[str, str]
    """English words of the page → those of the language."""
    draft: Mapping[str, Any]
    """Question id → answer kept so far."""


async def invite(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    survey_id: UUID,
    member_ids: Sequence[UUID],
    *,
    anonymous: bool,
) -> Mapping[UUID, str]:
    """Give each member a personal link to a survey; the mail that holds it is sent by others.

    Returns:
        The tokens that no key derives: all of an anonymous survey, none of another.
    """
    fresh = {m: new_token() for m in member_ids} if anonymous else {}
    tokens = fresh or {m: keys.answer_token(ics, survey_id, m) for m in member_ids}
    await repository.invite(
        session, ics, survey_id, [(m, token_hash(t)) for m, t in tokens.items()]
    )
    return fresh


async def read(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    token: str,
    wanted: str | None,
    now: datetime,
) -> ToAnswer:
    """Give a survey in the language that is wanted, or else the member's, or else in English.

    Raises:
        AnswerLinkNotValid, AlreadyAnswered, SurveyIsClosed
        EnoughAnswers: if it has enough from a group that the member is in.
    """
    invited = await taking.to_answer(session, ics, token, now)
    sealing = (
        await ballots.key_of(session, ics, keys, invited.survey_id) if invited.anonymous else None
    )
    if invited.quotas and await filling.is_shut(
        session,
        ics,
        keys,
        taking.counted(invited),
        member_id=invited.member_id,
        sealing=sealing,
        now=now,
    ):
        raise EnoughAnswers
    code = languages.best(wanted or invited.language, invited.languages)
    words = await offered.words(session, ics, invited.survey_id, code)
    original = SurveyTexts(invited.title, invited.purpose, read_questions(invited.questions))
    texts = in_words(original, words)
    draft = drafts.opened(invited.draft, ics, invited.survey_id, token, sealing=sealing)
    locale = languages.locale_of(code)
    filled = [
        question.model_copy(update={"text": piped(texts.questions, position, draft, locale)})
        for position, question in enumerate(texts.questions)
    ]
    known = [languages.language(one) for one in (languages.ORIGINAL, *invited.languages)]
    offers = [one for one in known if one is not None]
    return ToAnswer(
        invited,
        offers,
        next(one for one in offers if one.code == code),
        texts.title,
        texts.purpose,
        filled,
        {word: words[word] for word in PAGE_WORDS if word in words},
        draft,
    )


async def save(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    token: str,
    given: Sequence[AnswerIn],
    now: datetime,
) -> None:
    """Keep what somebody has answered so far, in place of what was kept; nothing keeps nothing.

    Raises:
        AnswerLinkNotValid, AlreadyAnswered, SurveyIsClosed
        Invalid: where an answer doesn't fit its question.
    """
    invited = await taking.to_answer(session, ics, token, now)
    questions = read_questions(invited.questions)
    kept = checked_so_far(questions, given)
    sealing = await taking.sealing_key(session, ics, keys, invited)
    block = drafts.BLOCK if sealing is None else longest(questions)
    draft = None
    if kept:
        draft = drafts.seal(kept, ics, invited.survey_id, token, sealing=sealing, block=block)
    if not await repository.save_draft(session, ics, invited, draft):
        await taking.why_not(session, ics, invited, now)


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
        AnswerLinkNotValid
        AlreadyAnswered, SurveyIsClosed, EnoughAnswers, Invalid: see `taking.keep`.
    """
    invited = await taking.to_answer(session, ics, token, now)
    await taking.keep(session, ics, keys, invited, given=given, now=now)
    return invited


async def drop_drafts(session: WriteSession, ics: SystemCode, survey_id: UUID) -> None:
    """Forget the drafts of a survey that closes."""
    await repository.drop_drafts(session, ics, survey_id)


async def participants(
    session: ReadSession, ics: SystemCode, survey_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Give the members who answered any of some surveys."""
    return await repository.participants(session, ics, survey_ids)


async def asked(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Sequence[UUID]:
    """Give the members who were asked in a survey, whether or not they answered."""
    return await repository.asked(session, ics, survey_id)


async def invited(
    session: ReadSession, ics: SystemCode, survey_id: UUID, member_id: UUID, now: datetime
) -> Invited | None:
    """Give a member's invitation to a survey; None where they were not asked."""
    return await repository.of_member(session, ics, survey_id, member_id, day_in_england(now))


async def more_than(session: ReadSession, ics: SystemCode, survey_id: UUID, number: int) -> bool:
    """Say whether more members than a number answered a survey."""
    return await repository.more_than(session, ics, survey_id, number)


async def unanswered(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Sequence[UUID]:
    """Give the members who were asked in a survey and have not answered."""
    return await repository.unanswered(session, ics, survey_id)


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
    of members who left since are nobody's, and so is every answer to an anonymous survey.
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

    The place that an answer had under quotas is another's then; under a quota of what members told,
    only while nothing of them was forgotten by leaving before, since nothing tells it any more.

    The invitations go first: an answer in flight holds its own, so it is waited for, and is there
    to be deleted. Every survey is looked through, since one who left before has no invitations
    any more, while the keys still tell their pseudonyms.
    """
    own_cells = await counting.hold_of_member(session, ics, member_id)
    await repository.delete_invitations(session, ics, member_id)
    surveys = await repository.asked_surveys(session, ics)
    pseudonyms = [(survey, keys.pseudonym(ics, survey, member_id)) for survey in surveys]
    gone = await counting.delete_responses(session, ics, pseudonyms)
    answered = [(s, own_cells.get(s.survey_id), said) for s, said in gone if s.quotas]
    await filling.give_back(session, ics, keys, member_id=member_id, answered=answered)
