"""Forward plans and assemblies of a made-up past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from common.past import Step, moment
from governance.assemblies import service as assemblies
from governance.assemblies.schemas import AssemblyIn
from governance.plans import service as plans
from governance.plans.schemas import REPEATING, AppraisalIn
from governance.samples.ground import SUBJECT, Ground
from governance.samples.schemas import PastAssembly, PastPlanItem


def planned(ground: Ground, items: list[PastPlanItem], until: date) -> Iterator[Step]:
    """Give how bodies planned, and placed onto their meetings what comes again.

    Args:
        until: the last day to place for.
    """
    for one in items:
        yield Step(one.said.title, moment(one.planned_on, 16), partial(_plan, ground, one))
    last: dict[str, date] = {}
    for one in items:
        if one.said.kind in REPEATING:
            last[one.body] = max(one.planned_on, last.get(one.body, one.planned_on))
    for body, on in last.items():
        yield Step(body, moment(on, 17), partial(_place, ground, body, until))


def commissioned(ground: Ground, past: list[PastAssembly]) -> Iterator[Step]:
    """Give how assemblies were commissioned."""
    for one in past:
        yield Step("assembly", moment(one.commissioned_on, 18), partial(_call, ground, one))


async def _plan(ground: Ground, one: PastPlanItem, now: datetime) -> None:
    item = await plans.plan(ground.session, ground.ics, ground.body(one.body), one.said, now=now)
    if one.scores:
        scored = AppraisalIn(scores=one.scores)
        await plans.appraise(ground.session, item, scored, recorded_by=SUBJECT, now=now)
    if one.meeting is not None:
        meeting_id = ground.meeting(one.meeting)
        placed = await plans.place(ground.session, ground.ics, item, meeting_id, now=now)
        if one.number is not None:
            await plans.put_on_agenda(ground.session, placed.id, one.number, now=now)


async def _place(ground: Ground, body: str, until: date, now: datetime) -> None:
    await plans.place_repeating(ground.session, ground.ics, ground.body(body), until, now=now)


async def _call(ground: Ground, one: PastAssembly, now: datetime) -> None:
    said = AssemblyIn.model_validate(
        {
            **one.said,
            "receiving_body_id": ground.body(one.receiving_body),
            "body_id": ground.body(one.body),
            "decision_id": ground.decision(one.decision),
        }
    )
    await assemblies.commission(ground.session, ground.ics, said, ground.clerk(now))
