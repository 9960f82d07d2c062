"""The life of a finding, step by step and by every path."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.findings import lifecycle
from insights.findings.errors import NotInThatState
from insights.findings.lifecycle import BEGINNING, Standing, State

STEPS = (
    lifecycle.edit,
    lifecycle.submit,
    lifecycle.send_back,
    lifecycle.hold,
    lifecycle.let_out,
    lifecycle.publish,
    lifecycle.supersede,
    lifecycle.withdraw,
)


def after(*steps: object) -> Standing:
    standing = BEGINNING
    for step in steps:
        standing = step(standing)  # type: ignore[operator]
    return standing


@pytest.mark.rule("insights.2")
class TestLifecycle:
    def test_a_draft_is_submitted_then_published(self) -> None:
        standing = after(lifecycle.submit, lifecycle.publish)
        assert (standing.state, standing.version, standing.published) == (State.PUBLISHED, 1, 1)

    def test_a_draft_cannot_be_published_unsubmitted(self) -> None:
        with pytest.raises(NotInThatState):
            lifecycle.publish(BEGINNING)

    def test_a_change_of_what_was_submitted_is_a_draft_again(self) -> None:
        standing = after(lifecycle.submit, lifecycle.edit)
        assert (standing.state, standing.version) == (State.DRAFT, 2)

    def test_a_change_of_what_is_published_leaves_it_in_force(self) -> None:
        standing = after(lifecycle.submit, lifecycle.publish, lifecycle.edit)
        assert (standing.state, standing.version, standing.pending) == (State.PUBLISHED, 1, 2)

    def test_the_next_version_takes_its_place_when_it_is_published(self) -> None:
        standing = after(
            lifecycle.submit,
            lifecycle.publish,
            lifecycle.edit,
            lifecycle.submit,
            lifecycle.publish,
        )
        assert (standing.version, standing.published, standing.pending) == (2, 2, None)

    def test_what_is_held_is_published_when_it_is_let_out_and_not_before(self) -> None:
        held = after(lifecycle.submit, lifecycle.hold)
        assert (held.state, held.published, held.working) == (
            State.EMBARGOED, None, (1, State.EMBARGOED),
        )  # fmt: skip
        with pytest.raises(NotInThatState):
            lifecycle.publish(held)
        out = lifecycle.let_out(held)
        assert (out.state, out.published, out.working) == (State.PUBLISHED, 1, None)

    def test_a_next_version_is_held_beside_the_one_in_force(self) -> None:
        held = after(
            lifecycle.submit, lifecycle.publish, lifecycle.edit, lifecycle.submit, lifecycle.hold
        )
        assert (held.version, held.pending, held.pending_state) == (1, 2, State.EMBARGOED)
        assert lifecycle.let_out(held).published == 2

    @pytest.mark.parametrize("step", [lifecycle.edit, lifecycle.send_back])
    def test_what_is_held_can_be_taken_back_into_work(self, step: Any) -> None:
        back = step(after(lifecycle.submit, lifecycle.hold))
        assert back.working == (back.latest, State.DRAFT)
        with pytest.raises(NotInThatState):
            lifecycle.let_out(back)

    def test_nothing_is_held_that_was_not_submitted(self) -> None:
        with pytest.raises(NotInThatState):
            lifecycle.hold(BEGINNING)

    @given(st.lists(st.sampled_from(STEPS), max_size=25))
    def test_on_every_path_the_rules_hold(self, steps: list[object]) -> None:
        standing = BEGINNING
        for step in steps:
            before = standing
            try:
                standing = step(standing)  # type: ignore[operator]
            except NotInThatState:
                continue
            assert standing.latest >= before.latest, "no version is ever lost"
            assert (standing.pending is None) == (standing.pending_state is None)
            if before.state is State.WITHDRAWN:
                pytest.fail("a withdrawn finding is withdrawn for good")
            if before.state is State.SUPERSEDED:
                assert standing.state is State.WITHDRAWN
            if standing.state is State.PUBLISHED:
                assert standing.version == standing.published
            publishes = step in {lifecycle.publish, lifecycle.let_out}
            if before.published is not None and not publishes:
                assert standing.published == before.published, "only publishing changes it"
                assert standing.version == before.version
