"""The Gunning pack (rule 9): openings are recorded as they happen, the rest is gathered."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from common.clock import ENGLAND, NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.events.governance import EvidenceCited
from governance.bodies import service as bodies
from governance.decisions import service as decisions
from governance.decisions.service import Clerk, Recorded
from governance.duty import attachments
from governance.elections import service as elections
from governance.evidence import service as library
from governance.evidence.models import Activity
from governance.gunning import repository
from governance.gunning.errors import NotAMember, PaperNotOut
from governance.gunning.models import Opening
from governance.gunning.record import Cited, Member, Moment, Period, Put, Ran, Record, Text
from governance.gunning.schemas import OpeningIn
from governance.interests import service as interests
from governance.meetings import days
from governance.meetings import service as meetings
from governance.meetings.models import Meeting
from governance.papers import before as papers
from governance.sittings import service as sittings
from governance.sittings import votes
from governance.sittings.models import Vote
from governance.working_days import service as working_days


async def opened(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, item_id: UUID, data: OpeningIn, *,
    clerk: Clerk, ids: NewId = new_id,
) -> Opening:  # fmt: skip
    """Record that a member opens the paper of an item, or a finding.

    Raises:
        MeetingNotFound, ItemNotFound: if there is no such item.
        PaperNotOut: if the item has a paper, but none that is published.
        NotAMember: if nobody holds the post in the body on a day of the meeting that is not over.
        EvidenceRefused: if the finding is not published, or withdrawn.
    """
    meeting = await meetings.get(session, meeting_id)
    await meetings.require_item(session, meeting_id, item_id)
    sat = await days.of(session, meeting)
    on = sat.to_come(day_in_england(clerk.now))
    if data.post_id not in await bodies.filled_on(session, meeting.body_id, on):
        raise NotAMember
    if data.what == "paper":
        await _require_out(session, item_id)
    if data.finding_id is not None and data.finding_version is not None:
        cited = EvidenceCited(finding_id=data.finding_id, version=data.finding_version)
        await library.require_citable(session, {"body.finding_id": cited})
    opening = Opening(
        ics=ics, id=ids(), meeting_id=meeting_id, item_id=item_id, opened_at=clerk.now,
        recorded_by=clerk.subject, **data.model_dump(),
    )  # fmt: skip
    session.add(opening)
    await session.flush()
    return opening


async def openings(session: ReadSession, meeting_id: UUID, item_id: UUID) -> list[Opening]:
    """List what was opened of an item, in order."""
    await meetings.get(session, meeting_id)
    await meetings.require_item(session, meeting_id, item_id)
    return await repository.of_item(session, item_id)


async def _require_out(session: ReadSession, item_id: UUID) -> None:
    """Papers that are not on record here may have been opened; one that is must be published."""
    on_record = await papers.has_paper(session, item_id)
    if on_record and not await papers.published_for(session, item_id):
        raise PaperNotOut


async def gather(session: ReadSession, recorded: Recorded) -> Record:
    """Gather what the record has of a decision."""
    decision = recorded.decision
    taken = [one.vote for one in await votes.of_decision(session, decision.id)]
    meeting = await meetings.get(session, decision.meeting_id) if decision.meeting_id else None
    decided = _decided(recorded, taken, meeting)
    ran = await _activities(session, recorded)
    ran_on = [day for one in ran for day in (one.starts_on, one.ends_on) if day is not None]
    near = await elections.touching(session, min(ran_on), max(ran_on)) if ran_on else []
    known, members = await _members(session, recorded, taken, decided)
    item = _item(recorded, taken)
    published = await meetings.publications(session, meeting.id) if meeting else []
    return Record(
        decided=decided,
        texts=await _texts(session, decision.id),
        activities=ran,
        findings=await _findings(session, recorded),
        published=[(one.meeting_id, one.published_at) for one in published],
        papers=[
            Put(
                one.paper_id, one.version, one.sha256, one.published_at, one.late_reason is not None
            )
            for one in (await papers.published_for(session, item) if item else [])
        ],
        notice_given_on=meeting.notice_given_on if meeting else None,
        members=members,
        members_known=known,
        calendar=await working_days.calendar(session),
        elections=[Period(one.code, one.name, one.begins_on, one.ends_on) for one in near],
    )


def _item(recorded: Recorded, taken: list[Vote]) -> UUID | None:
    return recorded.decision.item_id or (taken[-1].item_id if taken else None)


def _decided(recorded: Recorded, taken: list[Vote], meeting: Meeting | None) -> Moment:
    """Take the vote's moment; without one the meeting's beginning, or that of the day."""
    if taken:
        return Moment(taken[-1].at, "vote")
    starts = meeting.starts_at if meeting else None
    day = recorded.decision.decided_on
    at = datetime.combine(day, starts or time(), tzinfo=ENGLAND)
    return Moment(at, "meeting" if starts else "day")


async def _texts(session: ReadSession, decision_id: UUID) -> list[Text]:
    found = await attachments.proposals_of_decision(session, decision_id)
    return [Text(one.assessment_id, one.number, one.sha256, one.recorded_at) for one in found]


async def _activities(session: ReadSession, recorded: Recorded) -> list[Ran]:
    behind = await library.activities_behind(session, recorded.evidence)
    wanted = list({*recorded.version.activity_ids, *behind})
    return [_ran(one) for one in await library.activities(session, wanted)]


def _ran(one: Activity) -> Ran:
    public = one.visibility == "public"
    return Ran(
        one.activity_id, one.title if public else None, public, one.starts_on, one.ends_on,
        one.registered_at, one.status == "called_off",
    )  # fmt: skip


async def _findings(session: ReadSession, recorded: Recorded) -> list[Cited]:
    known = await library.known_findings(session, recorded.evidence)
    return [
        Cited(one.finding_id, one.version, one.title if public else None, public, one.published_at)
        for one in known.values()
        for public in (one.visibility == "public" and one.state != "withdrawn",)
    ]


async def _members(
    session: ReadSession, recorded: Recorded, taken: list[Vote], decided: Moment
) -> tuple[bool, list[Member]]:
    """Give the posts that took part, and whether attendance says so; else every filled post."""
    decision = recorded.decision
    known_at = (await decisions.versions(session, decision.id))[-1].version.recorded_at
    filled = await bodies.members_on(session, decision.body_id, decision.decided_on, known_at)
    titles = {post.id: post.title for post, _ in await bodies.posts(session, decision.body_id)}
    took_part: set[UUID] = set()
    if taken and decision.meeting_id:
        vote = taken[-1]
        there = await sittings.present_at(session, decision.meeting_id, vote.at)
        out = await interests.removed_from(session, vote.item_id, vote.at)
        took_part = {one.post_id for one in there} - out
        if vote.choices is not None:
            took_part = {UUID(post) for post in vote.choices}
    known = bool(took_part)
    posts = took_part or {one.post_id for one in filled if not one.vacant}
    item = _item(recorded, taken)
    cited = {one.finding_id for one in recorded.evidence}
    done: dict[UUID, list[tuple[str, datetime]]] = {}
    for one in await repository.of_item(session, item) if item else []:
        if one.what == "paper" or one.finding_id in cited:
            words = "the paper" if one.what == "paper" else "an analysis that it relies on"
            done.setdefault(one.post_id, []).append((words, one.opened_at))
    order = sorted(posts, key=lambda post: (titles.get(post, ""), post))
    return known, [Member(post, titles.get(post, "A post"), done.get(post, ())) for post in order]


async def decision_of(session: ReadSession, decision_id: UUID) -> Recorded:
    """Give the decision that a pack is of.

    Raises:
        DecisionNotFound: if this system has none with that id.
    """
    return await decisions.get(session, decision_id)
