"""Decisions of a made-up past: assessed before, taken at the meeting, recorded, answered after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from common.clock import ENGLAND
from common.past import Step, moment
from governance.assurance import service as assurance
from governance.decisions import service as decisions
from governance.decisions.schemas import DecisionIn
from governance.decisions.service import Clerk
from governance.duty import attachments
from governance.duty import service as duty
from governance.duty.schemas import AssessmentIn
from governance.feedback import service as feedback
from governance.impacts import service as impacts
from governance.motions import adopting, reading
from governance.motions import service as motions
from governance.motions.schemas import AdoptionIn
from governance.published_assessments import service as published_assessments
from governance.samples.courses import Aftermath, Debate
from governance.samples.ground import SUBJECT, Ground
from governance.samples.schemas import PastDecision, PastDuty, PastFeedback, PastMeeting, PastVote
from governance.sittings import leading, votes
from governance.sittings.schemas import Ballot, VoteDecision, VoteIn

_AFTER = 20
_SAID = (
    "title",
    "outcome",
    "kind_of_activity",
    "parts",
    "involvement_statement",
    "not_done",
    "effective_on",
    "review_on",
    "confidential",
    "withheld_reason",
)


class Deciding:
    """The decisions of one meeting, step by step."""

    def __init__(self, ground: Ground, past: PastMeeting) -> None:
        self._ground, self._past = ground, past
        self._debate = Debate(ground, past, self._take)
        self._aftermath = Aftermath(ground, past, self._begin)

    def before(self) -> Iterator[Step]:
        """Give what was assessed before the meeting."""
        for one in self._past.decisions:
            if one.duty is not None:
                do = partial(self._assess, one=one, past=one.duty)
                yield Step(one.key, moment(one.duty.begun_on, 9), do)

    def at_the_meeting(self) -> Iterator[Step]:
        """Give how it was decided."""
        for one in self._past.decisions:
            if one.motion is not None:
                debate = partial(self._debate.take_place, one=one, past=one.motion)
                yield Step(one.key, moment(self._past.held_on, _AFTER), debate)
            if one.vote is not None:
                do = partial(self._vote, one=one, past=one.vote)
                yield Step(one.key, moment(self._past.held_on, _AFTER), do)

    def after(self) -> Iterator[Step]:
        """Give what was recorded, and told to those who had spoken."""
        for one in self._past.decisions:
            yield Step(one.key, moment(one.recorded_on, 10), partial(self._record, one=one))
            yield from self._aftermath.steps(one)
            for told in one.feedback:
                at = moment(told.published_on or one.recorded_on, 11)
                yield Step(one.key, at, partial(self._tell, one=one, told=told))

    async def _assess(self, now: datetime, one: PastDecision, past: PastDuty) -> None:
        self._ground.assessments[one.key] = await self._begin(now, one, past)

    async def _begin(self, now: datetime, one: PastDecision, past: PastDuty) -> UUID:
        ground, clerk = self._ground, self._ground.clerk(now)
        said = AssessmentIn(
            body_id=ground.body(self._past.body),
            title=past.title,
            proposal=past.proposal,
            meeting_id=ground.meeting(self._past.key),
            item_id=ground.item(self._past.key, one.item),
        )
        begun = await duty.begin(ground.session, ground.ics, said, clerk)
        for answer in past.answers:
            await duty.answer(ground.session, begun, answer, clerk)
        return begun.id

    async def _vote(self, now: datetime, one: PastDecision, past: PastVote) -> None:
        session, taken = self._ground.session, await self._take(now, one, past)
        self._ground.votes[one.key] = taken
        if one.key in self._ground.motions:
            found = await reading.whole_for_change(session, self._ground.motions[one.key])
            await motions.put(session, found, [taken])

    async def _take(self, now: datetime, one: PastDecision, past: PastVote) -> UUID:
        ground, meeting = self._ground, self._past
        ballots = [
            Ballot(post_id=ground.post(meeting.body, title), choice=choice)
            for title, choice in past.choices.items()
        ]
        said = VoteIn(
            item_id=ground.item(meeting.key, one.item),
            motion=past.motion,
            method="recorded" if ballots else "consensus",
            at=datetime.combine(meeting.held_on, past.at, ENGLAND),
            chair_rules_no_consensus=bool(ballots),
            ballots=ballots or None,
            casting_vote=past.casting_vote,
        )
        taken = await votes.take(
            ground.session,
            ground.ics,
            ground.meeting(meeting.key),
            said,
            recorded_by=SUBJECT,
            now=now,
        )
        return taken.id

    async def _record(self, now: datetime, one: PastDecision) -> None:
        ground, meeting, clerk = self._ground, self._past, self._ground.clerk(now)
        session, ics, held_on = ground.session, ground.ics, meeting.held_on
        said = DecisionIn(
            **one.model_dump(include=set(_SAID)),
            evidence=ground.relied_on(one.findings, held_on),
            activity_ids=[ground.activity(title) for title in one.activities],
            mover=await ground.holder(meeting.body, one.mover, held_on),
            seconder=await ground.holder(meeting.body, one.seconder, held_on),
            body_id=ground.body(meeting.body),
            meeting_id=ground.meeting(meeting.key),
            item_id=ground.item(meeting.key, one.item),
            decided_on=held_on,
        )
        if one.key in ground.motions:
            found = await reading.whole_for_change(session, ground.motions[one.key])
            adopted = AdoptionIn.model_validate(
                said.model_dump(include=set(AdoptionIn.model_fields))
            )
            decision_id = (await adopting.adopt(session, ics, found, adopted, clerk)).decision.id
        else:
            decision_id = (await decisions.record(session, ics, said, clerk)).decision.id
        ground.decisions[one.key] = decision_id
        if one.key in ground.votes:
            meeting_id = ground.meeting(meeting.key)
            led = VoteDecision(decision_id=decision_id)
            vote = ground.votes[one.key]
            await leading.link(session, ics, meeting_id, vote, led, clerk=clerk)
        if one.key in ground.assessments:
            rests_on = ground.assessments[one.key]
            await attachments.link(session, ics, decision_id, rests_on, clerk)
        for impact in one.impacts:
            await impacts.assess(session, ics, decision_id, impact, clerk)
        for principle in one.principles:
            await assurance.show_principle(session, ics, decision_id, principle, clerk)
        if not one.confidential:
            await self._publish_assessments(one, decision_id, clerk)

    async def _publish_assessments(
        self, one: PastDecision, decision_id: UUID, clerk: Clerk
    ) -> None:
        session, ics = self._ground.session, self._ground.ics
        if one.key in self._ground.assessments:
            assessment_id = self._ground.assessments[one.key]
            await published_assessments.publish_duty(session, ics, assessment_id, clerk)
        for impact in one.impacts:
            await published_assessments.publish_impact(
                session, ics, decision_id, impact.kind, clerk
            )

    async def _tell(self, now: datetime, one: PastDecision, told: PastFeedback) -> None:
        session, ics = self._ground.session, self._ground.ics
        drafted = await feedback.draft(session, ics, self._ground.decisions[one.key], told.said)
        if told.published_on is not None:
            await feedback.publish(session, ics, drafted, now=now)
