"""Motions, powers and call-in of a made-up past: how decisions came about and what they became."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, time
from functools import partial
from uuid import UUID

from common.clock import ENGLAND
from common.past import Step, moment
from governance.call_ins import service as call_ins
from governance.call_ins.schemas import CallInIn, OutcomeIn
from governance.decisions import service as decisions
from governance.delegations import exercising
from governance.delegations import service as delegations
from governance.delegations.schemas import DelegationIn, ExerciseIn
from governance.motions import reading
from governance.motions import service as motions
from governance.motions.schemas import AmendmentIn, DisposalIn, MotionIn
from governance.samples.ground import Ground
from governance.samples.schemas import (
    PastCallIn,
    PastDecision,
    PastDelegation,
    PastDuty,
    PastExercise,
    PastMeeting,
    PastMotion,
    PastVote,
)

Vote = Callable[[datetime, PastDecision, PastVote], Awaitable[UUID]]
Assess = Callable[[datetime, PastDecision, PastDuty], Awaitable[UUID]]


class Debate:
    """A motion that was moved and amended at a meeting."""

    def __init__(self, ground: Ground, meeting: PastMeeting, vote: Vote) -> None:
        self._ground, self._meeting, self._vote = ground, meeting, vote

    async def take_place(self, now: datetime, one: PastDecision, past: PastMotion) -> None:
        """Move the motion, and dispose of each of its amendments."""
        ground, clerk = self._ground, self._ground.clerk(now)
        moved = await motions.move(
            ground.session,
            ground.ics,
            ground.meeting(self._meeting.key),
            MotionIn(
                item_id=ground.item(self._meeting.key, one.item),
                parts=past.moved,
                mover_post_id=self._post(past.mover),
                seconder_post_id=self._post(past.seconder),
                at=self._at(past.at),
            ),
            clerk,
        )
        ground.motions[one.key] = moved.id
        for each in past.amendments:
            found = await reading.whole_for_change(ground.session, moved.id)
            said = AmendmentIn(
                part=each.part,
                leave_out=each.leave_out,
                insert=each.insert,
                mover_post_id=self._post(each.mover),
                seconder_post_id=self._post(each.seconder),
                at=self._at(each.at),
            )
            await motions.amend(ground.session, found, said, clerk)
            taken = await self._vote(now, one, each.vote)
            found = await reading.whole_for_change(ground.session, moved.id)
            amendment_id = found.amendments[-1][0].id
            put = DisposalIn(how="put", vote_id=taken)
            await motions.dispose(ground.session, found, amendment_id, put, clerk)

    def _post(self, title: str) -> UUID:
        return self._ground.post(self._meeting.body, title)

    def _at(self, moment: time) -> datetime:
        return datetime.combine(self._meeting.held_on, moment, ENGLAND)


class Aftermath:
    """What became of decisions: powers that they gave, and call-in."""

    def __init__(self, ground: Ground, meeting: PastMeeting, assess: Assess) -> None:
        self._ground, self._meeting, self._assess = ground, meeting, assess

    def steps(self, one: PastDecision) -> Iterator[Step]:
        """Give it step by step."""
        if (given := one.delegation) is not None:
            yield Step(
                one.key, moment(given.given_on, 12), partial(self._give, one=one, past=given)
            )
            for done in given.exercises:
                do = partial(self._exercise, one=one, past=done)
                yield Step(one.key, moment(done.taken_on, 13), do)
        if (called := one.call_in) is not None:
            yield Step(
                one.key, moment(called.called_on, 12), partial(self._call, one=one, past=called)
            )
            do = partial(self._conclude, one=one, past=called)
            yield Step(one.key, moment(called.concluded_on, 12), do)

    async def _give(self, now: datetime, one: PastDecision, past: PastDelegation) -> None:
        ground = self._ground
        recorded = await decisions.get_for_change(ground.session, ground.decisions[one.key])
        said = DelegationIn(
            **past.model_dump(include={"role", "scope", "until", "conditions"}),
        )
        recorded = await delegations.delegate(ground.session, recorded, said, ground.clerk(now))
        ground.powers[one.key] = recorded.course.delegated[-1].delegation_id

    async def _exercise(self, now: datetime, one: PastDecision, past: PastExercise) -> None:
        ground = self._ground
        assessment_id = await self._assess(now, one, past.duty)
        said = ExerciseIn(
            **past.model_dump(exclude={"taken_on", "duty"}), duty_assessment_id=assessment_id
        )
        power = ground.powers[one.key]
        await exercising.exercise(ground.session, ground.ics, power, said, ground.clerk(now))

    async def _call(self, now: datetime, one: PastDecision, past: PastCallIn) -> None:
        ground = self._ground
        recorded = await decisions.get_for_change(ground.session, ground.decisions[one.key])
        posts = [ground.post(self._meeting.body, title) for title in past.by]
        said = CallInIn(reason=past.reason, by_post_ids=posts)
        await call_ins.call_in(ground.session, recorded, said, ground.clerk(now))

    async def _conclude(self, now: datetime, one: PastDecision, past: PastCallIn) -> None:
        ground = self._ground
        recorded = await decisions.get_for_change(ground.session, ground.decisions[one.key])
        said = OutcomeIn(outcome=past.outcome, reason=past.outcome_reason)
        await call_ins.conclude(ground.session, recorded, said, ground.clerk(now))
