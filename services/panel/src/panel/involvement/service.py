"""Gathering what a member took part in, with what was said and done because of it.

That somebody answered a survey is known (their invitation says so); what and when is not looked at
here. What came of it is what governance published, by the activities that the library registered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.answers import service as answers
from panel.feedback import assemblies
from panel.feedback import service as feedback
from panel.feedback.models import AssemblyAnswers, Feedback
from panel.gatherings import held as gatherings
from panel.involvement.schemas import Answered, HeardBack, ThreadPlace, TookPart
from panel.keys import PanelKeys
from panel.members import service as members
from panel.selection import service as selections


async def of_member(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, token: str, now: datetime
) -> list[TookPart]:
    """Give what the member took part in whom a manage token opens, the latest first.

    Raises:
        LinkNotValid: if the token opens nothing.
    """
    member_id = (await members.me(session, ics, keys, token, now)).member.id
    items = [
        *await _surveys(session, ics, member_id),
        *await _gatherings(session, ics, member_id),
        *await _assemblies(session, ics, keys, member_id),
    ]
    return sorted(items, key=lambda item: (item.on or date.min, item.id), reverse=True)


async def _surveys(session: ReadSession, ics: SystemCode, member_id: UUID) -> list[TookPart]:
    surveys = await answers.answered_by(session, ics, member_id)
    heard = await feedback.about_surveys(session, ics, [survey.survey_id for survey in surveys])
    return [
        TookPart(
            kind="survey",
            id=survey.survey_id,
            title=survey.title,
            on=day_in_england(survey.opened_at),
            thread=ThreadPlace(kind="surveys", id=survey.survey_id),
            heard_back=_heard_back(heard.get(survey.survey_id, ())),
        )
        for survey in surveys
    ]


async def _gatherings(session: ReadSession, ics: SystemCode, member_id: UUID) -> list[TookPart]:
    came_to = await gatherings.attended_by(session, ics, member_id)
    activities = [one.activity_id for one in came_to if one.activity_id is not None]
    heard = await feedback.about_activities(session, ics, activities)
    return [
        TookPart(
            kind="gathering",
            id=one.id,
            title=one.title,
            on=day_in_england(one.starts_at),
            thread=ThreadPlace(kind="activities", id=one.activity_id) if one.activity_id else None,
            heard_back=_heard_back(heard.get(one.activity_id, ()) if one.activity_id else ()),
        )
        for one in came_to
    ]


async def _assemblies(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_id: UUID
) -> list[TookPart]:
    held = await selections.held_of(session, ics, keys, member_id)
    ids = [one.selection.id for one in held if one.on_panel]
    activities = await assemblies.activities_of(session, ics, ids)
    heard = await feedback.about_activities(session, ics, list(activities.values()))
    answers = await assemblies.answers_to(session, ics, ids)
    return [
        TookPart(
            kind="assembly",
            id=one.selection.id,
            title=one.selection.title,
            on=day_in_england(one.selection.drawn_at) if one.selection.drawn_at else None,
            thread=ThreadPlace(kind="selections", id=one.selection.id),
            heard_back=_heard_back(heard.get(activities[one.selection.id], ()))
            if one.selection.id in activities
            else [],
            answered=_answered(answers.get(one.selection.id, ())),
        )
        for one in held
        if one.on_panel
    ]


def _heard_back(found: Sequence[Feedback]) -> list[HeardBack]:
    return [HeardBack.model_validate(one) for one in found]


def _answered(found: Sequence[AssemblyAnswers]) -> list[Answered]:
    """Give the answers that stand: of each recommendation the latest."""
    kept = ("text", "answer", "reason", "decision_id", "decision_reference")
    corrected = ("withdrawn", "correction", "corrected_at")
    standing: dict[int, Answered] = {}
    for published in found:
        for one in published.answers:
            standing[one["number"]] = Answered(
                number=one["number"],
                **{name: one[name] for name in kept},
                **{name: one[name] for name in corrected if name in one},
                body_name=published.body_name,
                answered_at=published.answered_at,
            )
    return [standing[number] for number in sorted(standing)]
