"""Answering by personal link, over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import Field

from common.clock import utc_now
from common.web.dependencies import Reading, System, Writing
from common.web.problems import problem_of
from common.web.routing import Router
from panel.answers import page_words, service
from panel.answers.checking import as_given
from panel.answers.schemas import (
    AnswersIn,
    AnswersOut,
    DraftIn,
    LanguageOut,
    PageWords,
    SurveyToAnswer,
)
from panel.answers.service import ToAnswer
from panel.dependencies import Answerer, Keys
from panel.quotas.errors import EnoughAnswers
from panel.receipts import service as receipts
from panel.surveys.paging import pages_of
from panel.surveys.questions import read_questions

router = Router(prefix="/api/v1/{ics}/panel/answers", tags=["panel: answering"])

LinkToken = Annotated[
    str, Path(min_length=20, max_length=100, description="The token of a personal link.")
]


@router.get("/{token}")
async def read_survey(
    *,
    ics: System,
    session: Reading,
    keys: Keys,
    token: LinkToken,
    response: Response,
    _: Answerer,
    language: Annotated[
        str | None,
        Query(
            min_length=2,
            max_length=35,
            description="BCP 47. Left out, the member's; English where it is not offered.",
        ),
    ] = None,
) -> SurveyToAnswer:
    """Give the survey that a personal link is for, with what was answered so far."""
    response.headers["Cache-Control"] = "no-store"
    found = await service.read(session, ics, keys=keys, token=token, wanted=language, now=utc_now())
    return _out(found)


@router.get("/{token}/words")
async def read_words(
    *,
    ics: System,
    session: Reading,
    token: LinkToken,
    response: Response,
    _: Answerer,
    language: Annotated[
        str | None,
        Query(min_length=2, max_length=35, description="BCP 47. Left out, the member's."),
    ] = None,
    accepted: Annotated[
        Sequence[Annotated[str, Field(min_length=2, max_length=35)]],
        Query(
            max_length=10,
            description="BCP 47, the best first: for a link that nobody was given, where no "
            "language is named.",
        ),
    ] = (),
) -> PageWords:
    """Give the words of a page that says why a link opens no survey: it has closed, was answered,
    has enough answers; or the link is none, which gets the same answer."""
    response.headers["Cache-Control"] = "no-store"
    known, words = await page_words.words(
        session, ics, token=token, wanted=language, accepted=accepted, now=utc_now()
    )
    return PageWords(language=LanguageOut.model_validate(known), words=dict(words))


@router.put("/{token}/draft", status_code=204)
async def save_draft(
    ics: System, session: Writing, keys: Keys, token: LinkToken, body: DraftIn, _: Answerer
) -> None:
    """Keep what a person has answered so far, sealed under their link, until they come back by it
    and send their answers. No answers take back what was kept."""
    await service.save(session, ics, keys=keys, token=token, given=body.answers, now=utc_now())


@router.post("/{token}", status_code=201, response_model=AnswersOut)
async def answer(
    ics: System, session: Writing, keys: Keys, token: LinkToken, body: AnswersIn, _: Answerer
) -> AnswersOut | Response:
    """Take a person's answers; a second time is refused. The receipt is told once and kept
    nowhere: with it, and without saying who they are, a person sees what came of it."""
    try:
        invited = await service.answer(
            session, ics, keys=keys, token=token, given=body.answers, now=utc_now()
        )
    except EnoughAnswers as enough:
        # Not raised further: that they are told, and their draft forgotten, is what happened.
        return problem_of(enough)
    return AnswersOut(
        survey_id=invited.survey_id,
        message="Thank you. We have kept your answers.",
        receipt=None
        if invited.pilot
        else receipts.issue(keys, ics, invited.survey_id, invited.opened_at),
    )


def _out(found: ToAnswer) -> SurveyToAnswer:
    invited = found.invited
    return SurveyToAnswer(
        survey_id=invited.survey_id,
        title=found.title,
        purpose=found.purpose,
        closes_on=invited.closes_on,
        anonymous=invited.anonymous,
        pilot=invited.pilot,
        language=LanguageOut.model_validate(found.language),
        languages=[LanguageOut.model_validate(one) for one in found.languages],
        words=dict(found.words),
        questions=list(found.questions),
        pages=pages_of(read_questions(invited.questions)),
        draft=as_given(found.questions, found.draft),
    )
