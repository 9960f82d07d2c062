"""Co-option (rule 1; LSC ICP terms, clauses 7.6 and 8.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError
from governance.arrangements import rules
from governance.arrangements import service as arrangements
from governance.bodies import appointing
from governance.bodies import service as bodies
from governance.bodies.models import Holder, Post
from governance.bodies.schemas import HolderIn, PostIn
from governance.co_options import repository
from governance.co_options.errors import CoOptionRefused, NoCoOption
from governance.co_options.models import CoOption
from governance.co_options.schemas import CoOptionIn
from governance.decisions import service as decisions
from governance.meetings import days
from governance.meetings import service as meetings
from governance.sittings import proceedings


@dataclass(frozen=True)
class CoOpted:
    """A co-opted member."""

    co_option: CoOption
    post: Post
    holder: Holder | None


async def co_opt(
    session: WriteSession, ics: SystemCode, body_id: UUID, data: CoOptionIn,
    *, recorded_by: str, now: datetime, ids: NewId = new_id,
) -> CoOpted:  # fmt: skip
    """Co-opt a member: a post of its own, and who holds it. They count and vote as members do.

    Raises:
        BodyNotFound: if this system has no such body.
        NoCoOption: if its terms of the first day do not let the body, or its chair, co-opt.
        CoOptionRefused: if the ground is none of the terms', the time is too long, the decision
            is another body's or not yet taken, or the meeting is another body's or another day's,
            or does not stand adjourned for want of a quorum.
    """
    await bodies.get_for_change(session, body_id)
    rule = (await arrangements.on(session, body_id, data.valid_from)).co_option
    if rule is None:
        raise NoCoOption("The terms of the first day do not let this body co-opt members.")
    if data.meeting_id is not None and not rule.by_chair_for_quorum:
        raise NoCoOption("The terms do not let the chair co-opt to reach a quorum.")
    wrong = _misfits(rule, data)
    if data.decision_id is not None:
        wrong += await _of_decision(session, body_id, data.decision_id, data.valid_from)
    elif data.meeting_id is not None:
        wrong += await _of_meeting(session, body_id, data.meeting_id, data.valid_from, now)
    if wrong:
        raise CoOptionRefused(tuple(wrong))
    dates = {"valid_from": data.valid_from, "valid_to": data.valid_to}
    post = await bodies.add_post(
        session, ics, body_id,
        PostIn(title=data.title, sector=data.sector, organisation=data.organisation, **dates),
        recorded_by=recorded_by, now=now, co_opted=True, ids=ids,
    )  # fmt: skip
    holder = await appointing.appoint(
        session, ics, post.id, HolderIn(name=data.name, **dates), recorded_by=recorded_by, now=now,
        ids=ids,
    )  # fmt: skip
    co_option = CoOption(
        ics=ics, post_id=post.id, ground=data.ground, decision_id=data.decision_id,
        chosen_by="chair" if data.decision_id is None else "body", meeting_id=data.meeting_id,
        recorded_at=now, recorded_by=recorded_by,
    )  # fmt: skip
    session.add(co_option)
    await session.flush()
    return CoOpted(co_option, post, holder)


async def of_body(session: ReadSession, body_id: UUID) -> list[CoOpted]:
    """List the co-opted members of a body, past ones too, as they were recorded."""
    posts = {post.id: (post, held) for post, held in await bodies.posts(session, body_id)}
    found = []
    for one in await repository.of_posts(session, list(posts)):
        post, held = posts[one.post_id]
        found.append(CoOpted(one, post, next((h for h in held if not h.deputy), None)))
    return found


def _misfits(rule: rules.CoOption, data: CoOptionIn) -> list[FieldError]:
    wrong = []
    if data.ground not in rules.codes(rule.grounds):
        wrong.append(FieldError("body.ground", "is none of the terms' grounds"))
    if rule.most_months is not None:
        last = rules.months_after(data.valid_from, rule.most_months)
        if data.valid_to is None or data.valid_to > last:
            message = f"must be at most {rule.most_months} months on"
            wrong.append(FieldError("body.valid_to", message))
    return wrong


async def _of_decision(
    session: ReadSession, body_id: UUID, decision_id: UUID, day: date
) -> list[FieldError]:
    decision = (await decisions.get(session, decision_id)).decision
    if decision.body_id != body_id:
        return [FieldError("body.decision_id", "is another body's decision")]
    if decision.decided_on > day:
        return [FieldError("body.valid_from", "must not be before the decision")]
    return []


async def _of_meeting(
    session: WriteSession, body_id: UUID, meeting_id: UUID, day: date, now: datetime
) -> list[FieldError]:
    meeting = await meetings.get_for_change(session, meeting_id)
    if meeting.body_id != body_id or day not in (await days.of(session, meeting)).all:
        return [FieldError("body.meeting_id", "is not of this body, or not of the first day")]
    if not await proceedings.inquorate_now(session, meeting_id, now):
        return [FieldError("body.meeting_id", "does not stand adjourned for want of a quorum")]
    return []
