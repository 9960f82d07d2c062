"""Drafting and opening surveys."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.web.versions import check_version
from panel.burden import service as burden
from panel.burden.service import Sample
from panel.keys import PanelKeys
from panel.quotas import checking as quotas
from panel.surveys import opening, repository, routing
from panel.surveys.errors import (
    AnonymousUntilClosed,
    NobodyToAsk,
    SurveyNotDraft,
    SurveyNotFound,
)
from panel.surveys.models import Survey
from panel.surveys.questions import stored_questions
from panel.surveys.schemas import OpenIn, SurveyIn, SurveyOut, SurveyPatch
from panel.systems import service as systems
from panel.vocabularies import service as vocabularies
from panel.weighting import service as weighting
from panel.weighting.service import Weighted

PURPOSE_OF_CONSENT = "surveys"
_THEME = "theme"


async def draft(session: WriteSession, ics: SystemCode, said: SurveyIn, now: datetime) -> Survey:
    """Write a new draft.

    Raises:
        SystemNotLoaded: if the system has no data here.
        Invalid: if a place or a theme is not one in force, or the last day is over.
        RoutingNotPossible, SurveyTooLong
    """
    await systems.the_system(session, ics)
    routing.refuse_broken(said.questions)
    survey = Survey(
        ics=ics,
        id=new_id(),
        title=said.title,
        purpose=said.purpose,
        themes=said.themes,
        places=said.places,
        questions=stored_questions(said.questions),
        state="draft",
        closes_on=said.closes_on,
        extend_until=said.extend_until,
        anonymous=said.anonymous,
        languages=[],
        breakdowns=[],
        quotas=[],
        created_at=now,
        version=1,
    )
    await _refuse_unknown_codes(session, ics, survey, now)
    session.add(survey)
    await session.flush()
    return survey


async def the_survey(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Survey:
    """Give a survey.

    Raises:
        SurveyNotFound: if this system has none of that id.
    """
    return found(await repository.find(session, ics, survey_id))


async def the_survey_to_change(session: WriteSession, ics: SystemCode, survey_id: UUID) -> Survey:
    """Give a survey, its row locked.

    Raises:
        SurveyNotFound: if this system has none of that id.
    """
    return found(await repository.find_to_change(session, ics, survey_id))


async def with_answers_to_show(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Survey:
    """Give a survey whose answers may be shown to staff who may see personal data.

    Raises:
        SurveyNotFound: if this system has none of that id.
        AnonymousUntilClosed: if it is anonymous and has not closed.
    """
    survey = await the_survey(session, ics, survey_id)
    if survey.anonymous and survey.state in {"open", "closing"}:
        raise AnonymousUntilClosed
    return survey


async def the_draft(session: WriteSession, ics: SystemCode, survey_id: UUID) -> Survey:
    """Give a draft, its row locked.

    Raises:
        SurveyNotFound: if this system has none of that id.
        SurveyNotDraft: if it was opened.
    """
    survey = found(await repository.find_to_change(session, ics, survey_id))
    if survey.state != "draft":
        raise SurveyNotDraft
    return survey


async def shown(session: ReadSession, ics: SystemCode, survey_id: UUID) -> SurveyOut:
    """Give a survey as it is shown to staff.

    Raises:
        SurveyNotFound: if this system has none of that id.
    """
    row = await repository.read(session, ics, survey_id)
    if row is None:
        raise SurveyNotFound
    return SurveyOut.model_validate(dict(row))


async def list_surveys(
    session: ReadSession, ics: SystemCode, page: PageRequest, state: str | None
) -> Page[Survey]:
    """List surveys, the newest first."""
    return await repository.list_surveys(session, ics, page, state)


async def change(
    session: WriteSession,
    ics: SystemCode,
    *,
    survey_id: UUID,
    patch: SurveyPatch,
    expected_version: int,
    now: datetime,
) -> Survey:
    """Change a draft.

    Raises:
        SurveyNotFound, PreconditionFailed, SurveyNotDraft, RoutingNotPossible, SurveyTooLong
        Invalid: if a place or a theme is not one in force, or the last day is over.
    """
    survey = found(await repository.find_to_change(session, ics, survey_id))
    check_version(survey.version, expected_version)
    if survey.state != "draft":
        raise SurveyNotDraft
    survey.title = patch.title or survey.title
    survey.purpose = patch.purpose or survey.purpose
    survey.themes = survey.themes if patch.themes is None else patch.themes
    survey.places = survey.places if patch.places is None else patch.places
    if patch.questions is not None:
        routing.refuse_broken(patch.questions)
        survey.questions = stored_questions(patch.questions)
        survey.breakdowns, survey.quotas = [], []
    if patch.anonymous is not None and patch.anonymous != survey.anonymous:
        survey.anonymous, survey.breakdowns = patch.anonymous, []
    if "closes_on" in patch.model_fields_set:
        survey.closes_on = patch.closes_on
    if "extend_until" in patch.model_fields_set:
        survey.extend_until = patch.extend_until
    await _refuse_unknown_codes(session, ics, survey, now)
    survey.version += 1
    await session.flush()
    return survey


async def open_survey(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    survey_id: UUID,
    said: OpenIn,
    seed: int,
    now: datetime,
) -> Survey:
    """Open a draft: each member who is drawn within the burden budget gets a personal link.

    Args:
        seed: of the draw; it is kept with it.

    Raises:
        SurveyNotFound, SurveyNotDraft, SurveyWithoutQuestions, TrialUnderWay, SegmentNotFound,
        NobodyToAsk,
        BudgetSpent, QuotasNotPossible
        Invalid: if a place is not one of the system, or the last day is over.
    """
    survey = await opening.draft_to_open(session, ics, survey_id)
    survey.places = survey.places if said.places is None else said.places
    await _refuse_unknown_codes(session, ics, survey, now)
    await quotas.refuse_broken(session, ics, survey, now)
    sample = Sample(
        survey_id=survey.id,
        purpose=PURPOSE_OF_CONSENT,
        places=survey.places,
        segment_id=said.segment_id,
        size=said.sample,
        seed=seed,
    )
    asked = await burden.draw_sample(session, ics, keys, sample, now)
    if not asked:
        raise NobodyToAsk
    survey.segment_id = said.segment_id
    await opening.ask(session, ics, keys, survey=survey, asked=asked, now=now)
    return survey


async def weighted(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, survey: Survey, now: datetime
) -> Weighted | None:
    """Weight the answers to a closed survey to the population of its places; None for one that
    was opened to a segment, of which no population is known."""
    return await weigh(session, ics, keys, survey, now) if survey.state == "closed" else None


async def weigh(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, survey: Survey, now: datetime
) -> Weighted | None:
    """Weight the answers that a survey has, as `weighted` does, closed or about to close."""
    if survey.segment_id is not None or survey.gathering_id is not None:
        return None
    places, on = survey.places, day_in_england(now)
    return await weighting.weigh(session, ics, keys=keys, survey_id=survey.id, places=places, on=on)


async def _refuse_unknown_codes(
    session: ReadSession, ics: SystemCode, survey: Survey, now: datetime
) -> None:
    if survey.closes_on is not None and survey.closes_on < day_in_england(now):
        raise Invalid(
            "The last day for answers must not be over.",
            fields=(FieldError("body.closes_on", "must be today or later"),),
        )
    if survey.extend_until is not None and survey.extend_until < (survey.closes_on or date.max):
        raise Invalid(
            "A survey that may be extended to a day has a last day, which is not after it.",
            fields=(FieldError("body.extend_until", "must be closes_on or later"),),
        )
    await systems.refuse_unknown_places(session, ics, survey.places, "body.places")
    if not survey.themes:
        return
    in_force = (await vocabularies.in_force(session, ics, day_in_england(now), [_THEME])).get(
        _THEME
    )
    if in_force is None or any(in_force.choice(theme) is None for theme in survey.themes):
        raise Invalid(
            "Choose from the themes in force: GET /vocabularies lists them.",
            fields=(FieldError("body.themes", "has a theme that is not in force"),),
        )


def found(survey: Survey | None) -> Survey:
    """Give a survey that was looked up.

    Raises:
        SurveyNotFound: if there is none.
    """
    if survey is None:
        raise SurveyNotFound
    return survey
