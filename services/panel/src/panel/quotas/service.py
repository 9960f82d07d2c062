"""Deciding the quotas of a survey, and telling how far they are (rule 10 of the panel)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.web.versions import check_version
from panel.keys import PanelKeys
from panel.quotas import checking, repository
from panel.quotas.cells import Named, name_of
from panel.quotas.errors import QuotasStand
from panel.quotas.schemas import QuotaIn, QuotaOut, read_plan
from panel.surveys import service as surveys
from panel.surveys.models import Survey


async def decide(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    survey_id: UUID,
    plan: Sequence[QuotaIn],
    expected_version: int,
    now: datetime,
) -> Survey:
    """Give a draft its quotas, in place of earlier ones; or raise those of an open survey.

    Raises:
        SurveyNotFound, PreconditionFailed
        QuotasStand: if it has closed, or is open and these are other quotas, or lower.
        QuotasNotPossible: if one can never be met, contradicts another, or would tell a count that
            is suppressed.
    """
    survey = await surveys.the_survey_to_change(session, ics, survey_id)
    check_version(survey.version, expected_version)
    if survey.state in {"closing", "closed"}:
        raise QuotasStand(closed=True)
    earlier = {(name_of(one), one.cell): one.at_most for one in read_plan(survey.quotas)}
    given = {(name_of(one), one.cell): one.at_most for one in plan}
    raised = given.keys() == earlier.keys() and all(given[at] >= earlier[at] for at in earlier)
    if survey.state == "open" and not raised:
        raise QuotasStand(closed=False)
    await checking.refuse_impossible(session, ics, survey, plan, now)
    survey.quotas = [one.model_dump(mode="json") for one in plan]
    survey.version += 1
    await session.flush()
    if survey.state == "open":
        named = Named(keys, ics, survey.id)
        ceilings = {named.of(one): one.at_most for one in plan}
        await repository.hold(session, ics, survey.id)
        await repository.raise_ceilings(session, ics, survey.id, ceilings)
    return survey


async def shown(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, survey: Survey, *, exact: bool
) -> list[QuotaOut]:
    """Give a survey's quotas, and to those who may see exact counts how far they are."""
    moving = survey.anonymous and survey.state in {"open", "closing"}
    told = exact and not moving and survey.state != "draft"
    taken = await repository.taken(session, ics, survey.id) if told else {}
    named = Named(keys, ics, survey.id)
    return [
        QuotaOut.model_validate({**one.model_dump(), "taken": taken.get(named.of(one))})
        for one in read_plan(survey.quotas)
    ]
