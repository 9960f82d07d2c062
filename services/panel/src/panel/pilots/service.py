"""Beginning, ending and reading trials of drafts (rule 10 of the panel)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import Clock, day_in_england, new_id, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.answers import service as answers
from panel.burden import service as burden
from panel.burden.service import Sample
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.pilots import repository
from panel.pilots.errors import PilotEnded, PilotNotFound
from panel.pilots.schemas import PilotIn, PilotOut
from panel.surveys import opening
from panel.surveys import service as surveys
from panel.surveys.errors import NobodyToAsk
from panel.surveys.models import Survey
from panel.surveys.questions import FreeTextIn, read_questions, stored_questions
from panel.surveys.texts import SurveyTexts
from panel.systems import service as systems
from panel.translations import offered

WHAT_WAS_UNCLEAR = (
    "Was any of these questions hard to understand or to answer? Say which, and what was hard."
)
"""The last question of every trial."""


async def begin(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    survey_id: UUID,
    said: PilotIn,
    by: str,
    seed: int,
    now: datetime,
) -> Survey:
    """Try a draft out on a few members, drawn within the burden budget.

    Args:
        by: the key with which it is begun.
        seed: of the draw; it is kept with it.

    Raises:
        SurveyNotFound, SurveyNotDraft, SurveyWithoutQuestions, SegmentNotFound, NobodyToAsk,
        BudgetSpent
        TrialUnderWay: if another trial takes answers still.
        Invalid: if the last day is over.
    """
    draft = await opening.draft_to_open(session, ics, survey_id)
    if said.closes_on is not None and said.closes_on < day_in_england(now):
        raise Invalid(
            "The last day for answers must not be over.",
            fields=(FieldError("body.closes_on", "must be today or later"),),
        )
    trial = _copied(draft, said, by, now)
    session.add(trial)
    await session.flush()
    texts = SurveyTexts(draft.title, draft.purpose, read_questions(draft.questions))
    trial.languages = await offered.complete(session, ics, draft.id, texts)
    await offered.copy(session, ics, draft.id, trial.id)
    sample = Sample(
        survey_id=trial.id,
        purpose=surveys.PURPOSE_OF_CONSENT,
        places=trial.places,
        segment_id=said.segment_id,
        size=said.sample,
        seed=seed,
    )
    asked = await burden.draw_sample(session, ics, keys, sample, now)
    if not asked:
        raise NobodyToAsk
    await opening.invite(session, ics, keys, survey=trial, asked=asked, now=now)
    return trial


async def end(
    session: WriteSession, ics: SystemCode, survey_id: UUID, pilot_id: UUID, now: datetime
) -> Survey:
    """End a trial: it takes no more answers; nothing is published of it.

    Raises:
        PilotNotFound, PilotEnded
    """
    trial = await repository.find_to_change(session, ics, survey_id, pilot_id)
    if trial is None:
        raise PilotNotFound
    if trial.state != "open":
        raise PilotEnded
    await answers.drop_drafts(session, ics, trial.id)
    trial.state, trial.closed_at, trial.published = "closed", now, {}
    trial.version += 1
    await session.flush()
    await mail.call_off(session, ics, MailKind.SURVEY_INVITATION, trial.id, now)
    return trial


async def end_overdue(database: Database, *, clock: Clock = utc_now) -> None:
    """End every trial whose last day is over, each in a transaction of its own."""
    now = clock()
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.reading(ics) as reading:
            overdue = await repository.overdue(reading, ics, day_in_england(now))
        for survey_id, pilot_id in overdue:
            async with database.transaction(ics) as session:
                await end(session, ics, survey_id, pilot_id, now)

    await in_each(codes, in_one)


async def the_pilot(
    session: ReadSession, ics: SystemCode, survey_id: UUID, pilot_id: UUID
) -> Survey:
    """Give a trial of a survey.

    Raises:
        PilotNotFound: if the survey has none of that id, or this system no such survey.
    """
    found = await repository.find(session, ics, survey_id, pilot_id)
    if found is None:
        raise PilotNotFound
    return found


async def of_survey(
    session: ReadSession, ics: SystemCode, survey_id: UUID, *, exact: bool
) -> list[PilotOut]:
    """Give the trials of a survey, the latest first, with counts for those who may see exact ones.

    Raises:
        SurveyNotFound
    """
    survey = await surveys.the_survey(session, ics, survey_id)
    return await shown(session, ics, await repository.of_survey(session, ics, survey.id),
                       exact=exact)  # fmt: skip


async def shown(
    session: ReadSession, ics: SystemCode, trials: Sequence[Survey], *, exact: bool
) -> list[PilotOut]:
    """Put trials as they are shown to staff."""
    ids = [one.id for one in trials]
    people = await repository.people(session, ics, ids) if exact else {}
    found: list[PilotOut] = []
    for one in trials:
        asked, answered = people.get(one.id, (0, 0)) if exact else (None, None)
        found.append(
            PilotOut.model_validate(
                {
                    "id": one.id,
                    "survey_id": one.pilot_of,
                    "started_at": one.opened_at,
                    "started_by": one.piloted_by,
                    "closes_on": one.closes_on,
                    "ended_at": one.closed_at,
                    "questions": len(one.questions),
                    "asked": asked,
                    "answered": answered,
                }
            )
        )
    return found


def _copied(draft: Survey, said: PilotIn, by: str, now: datetime) -> Survey:
    unclear = FreeTextIn(kind="free_text", text=WHAT_WAS_UNCLEAR)
    return Survey(
        ics=draft.ics,
        id=new_id(),
        title=draft.title,
        purpose=draft.purpose,
        themes=draft.themes,
        places=draft.places,
        questions=[*draft.questions, *stored_questions([unclear])],
        state="draft",
        closes_on=said.closes_on,
        anonymous=False,
        languages=[],
        breakdowns=[],
        quotas=[],
        segment_id=said.segment_id,
        pilot_of=draft.id,
        piloted_by=by,
        created_at=now,
        version=1,
    )
