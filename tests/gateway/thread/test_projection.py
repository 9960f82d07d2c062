"""What events say about the thread, taken in whatever order they arrive."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.db.engine import Database
from common.errors import Forbidden
from common.events.registry import EVENT_TYPES
from gateway.subscriptions import SUBSCRIPTIONS
from gateway.thread.projection import PROJECTIONS
from gateway.thread.repository import ANYBODY, Reader
from gateway.thread.service import NodeNotFound, follow, reader_of
from thread_support import CHAIN, Said, said, tell

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class TestSubscriptions:
    def test_every_event_that_the_thread_shows_is_consumed(self) -> None:
        shown = {
            name
            for name in EVENT_TYPES
            if name.startswith(("panel.survey.", "panel.selection.", "insights.", "governance."))
        }
        shown = {name for name in shown if ".erasure." not in name}
        # No steps of a thread: what they lead to will be, and a story is its person's own.
        shown -= {
            "insights.story.published.v1",
            "insights.story.withdrawn.v1",
            "panel.selection.seated.v1",
            "governance.petition.threshold_reached.v1",
            "governance.plan_item.planned.v1",
        }
        assert set(PROJECTIONS) == shown
        assert set(SUBSCRIPTIONS.kinds) == shown | {"panel.member.erased.v1"}


class TestFollow:
    async def test_a_decision_leads_back_to_people_and_on_to_their_answer(
        self, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)
        async with gateway_database.reading(chain.ics) as session:
            thread = await follow(session, "decisions", chain.decision, ANYBODY)
        assert [(p.node.kind, p.node.id) for p in thread.back] == [
            ("meetings", chain.meeting),
            ("findings", chain.finding),
            ("activities", chain.activity),
            ("surveys", chain.survey),
        ]
        assert [(p.node.kind, p.node.id) for p in thread.forward] == [("feedback", chain.feedback)]

    async def test_from_the_survey_everything_lies_ahead(self, gateway_database: Database) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)
        async with gateway_database.reading(chain.ics) as session:
            thread = await follow(session, "surveys", chain.survey, ANYBODY)
        assert thread.back == []
        assert [p.node.kind for p in thread.forward] == [
            "activities",
            "findings",
            "decisions",
            "feedback",
        ]

    async def test_numbers_of_people_are_those_that_were_rounded(
        self, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)
        async with gateway_database.reading(chain.ics) as session:
            thread = await follow(session, "surveys", chain.survey, ANYBODY)
        assert thread.node.data["responded"] == 85

    async def test_another_system_sees_nothing_of_it(self, gateway_database: Database) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)
        async with gateway_database.reading("QKK") as session:  # type: ignore[arg-type]
            with pytest.raises(NodeNotFound):
                await follow(session, "decisions", chain.decision, ANYBODY)

    @pytest.mark.parametrize(
        ("visibility", "reader", "seen"),
        [
            ("partners", ANYBODY, False),
            ("organisation", ANYBODY, False),
            ("partners", Reader(frozenset({"public", "partners"})), True),
            ("organisation", Reader(frozenset({"public", "partners"})), False),
        ],
    )
    async def test_what_is_not_public_hides_what_lies_behind_it_too(
        self, gateway_database: Database, visibility: str, reader: Reader, seen: bool
    ) -> None:
        chain = CHAIN.fresh(visibility=visibility)
        await tell(gateway_database, chain.events)
        async with gateway_database.reading(chain.ics) as session:
            thread = await follow(session, "decisions", chain.decision, reader)
            kinds = {p.node.kind for p in thread.back}
        assert ("findings" in kinds) == seen
        assert ("surveys" in kinds) == seen
        assert all((s.to_kind != "findings") or seen for s in thread.steps)

    async def test_an_organisation_sees_its_own(self, gateway_database: Database) -> None:
        organisation = uuid4()
        chain = CHAIN.fresh(visibility="organisation", organisation_id=organisation)
        await tell(gateway_database, chain.events)
        async with gateway_database.reading(chain.ics) as session:
            for owner, found in ((organisation, True), (uuid4(), False)):
                reader = Reader(frozenset({"public"}), owner)
                thread = await follow(session, "decisions", chain.decision, reader)
                assert ("findings" in {p.node.kind for p in thread.back}) == found

    async def test_a_confidential_decision_is_not_there(self, gateway_database: Database) -> None:
        chain = CHAIN.fresh(confidential=True)
        await tell(gateway_database, chain.events)
        async with gateway_database.reading(chain.ics) as session:
            with pytest.raises(NodeNotFound):
                await follow(session, "decisions", chain.decision, ANYBODY)
            thread = await follow(session, "findings", chain.finding, ANYBODY)
            assert thread.forward == []

    async def test_a_withdrawn_finding_stays_and_says_so(self, gateway_database: Database) -> None:
        chain = CHAIN.fresh()
        withdrawn = said(
            "insights.finding.withdrawn.v1",
            finding_id=chain.finding, version=1, reason="consent", withdrawn_at=NOW,
        )  # fmt: skip
        await tell(gateway_database, [*chain.events, withdrawn])
        async with gateway_database.reading(chain.ics) as session:
            thread = await follow(session, "decisions", chain.decision, ANYBODY)
        finding = next(p.node for p in thread.back if p.node.kind == "findings")
        assert finding.state == "withdrawn"
        assert finding.title == f"Finding {finding.data['reference']}"

    async def test_nothing_of_a_withdrawn_finding_is_told_but_its_reference(
        self, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        withdrawn = said(
            "insights.finding.withdrawn.v1",
            finding_id=chain.finding, version=1, reason="consent", withdrawn_at=NOW,
        )  # fmt: skip
        for events in ([*chain.events, withdrawn], [withdrawn, *chain.events]):
            await tell(gateway_database, events)
            async with gateway_database.reading(chain.ics) as session:
                node = (await follow(session, "findings", chain.finding, ANYBODY)).node
            assert node.summary is None
            assert set(node.data) == {"reference"}

    @pytest.mark.parametrize("answered_first", [True, False])
    async def test_the_answer_to_a_decision_that_was_withheld_since_is_not_there(
        self, gateway_database: Database, answered_first: bool
    ) -> None:
        chain = CHAIN.fresh()
        decision = next(e for e in chain.events if e.type == "governance.decision.recorded.v1")
        data = decision.data.model_dump()
        withheld = said(
            "governance.decision.recorded.v1", **{**data, "version": 9, "confidential": True}
        )
        events = [*chain.events, withheld] if answered_first else [withheld, *chain.events]
        await tell(gateway_database, events)
        async with gateway_database.reading(chain.ics) as session:
            with pytest.raises(NodeNotFound):
                await follow(session, "feedback", chain.feedback, ANYBODY)
        shown = said("governance.decision.recorded.v1", **{**data, "version": 10})
        await tell(gateway_database, [shown])
        async with gateway_database.reading(chain.ics) as session:
            assert await follow(session, "feedback", chain.feedback, ANYBODY)


class TestOrder:
    @pytest.mark.parametrize("order", range(6))
    async def test_the_state_of_a_finding_does_not_depend_on_the_order(
        self, gateway_database: Database, order: int
    ) -> None:
        finding = uuid4()
        events = _life(finding)
        permuted = list(itertools.permutations(events))[order * 20]
        await tell(gateway_database, permuted)
        async with gateway_database.reading(CHAIN.ics) as session:
            thread = await follow(session, "findings", finding, ANYBODY)
        assert thread.node.summary is None
        assert thread.node.state == "withdrawn"
        assert thread.node.version == 2

    async def test_a_corrected_decision_rests_on_its_new_evidence_alone(
        self, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        decision = next(e for e in chain.events if e.type == "governance.decision.recorded.v1")
        data = decision.data.model_dump()
        corrected = said(
            "governance.decision.recorded.v1", **{**data, "version": 9, "evidence": []}
        )
        await tell(gateway_database, [corrected, *chain.events])
        async with gateway_database.reading(chain.ics) as session:
            thread = await follow(session, "decisions", chain.decision, ANYBODY)
        assert thread.node.version == 9
        assert "findings" not in {p.node.kind for p in thread.back}

    @given(seed=st.randoms(use_true_random=False))
    @settings(
        max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    async def test_events_of_all_kinds_may_arrive_in_any_order_and_twice(
        self, gateway_database: Database, seed: Any
    ) -> None:
        chain = CHAIN.fresh()
        shuffled = [*chain.events, *chain.events[:3]]
        seed.shuffle(shuffled)
        await tell(gateway_database, shuffled)
        async with gateway_database.reading(chain.ics) as session:
            thread = await follow(session, "feedback", chain.feedback, ANYBODY)
        assert [p.node.kind for p in thread.back] == [
            "decisions",
            "meetings",
            "findings",
            "activities",
            "surveys",
        ]
        assert thread.back[-1].node.state == "closed"


class TestReader:
    ORGANISATION = UUID(int=1)

    @pytest.mark.parametrize(
        ("scopes", "organisation", "seen"),
        [
            ({"insights:read"}, None, {"public"}),
            ({"governance:read"}, ORGANISATION, {"public"}),
            ({"insights:read"}, ORGANISATION, {"public", "partners"}),
            (
                {"insights:read", "insights:publish"},
                None,
                {"public", "partners", "organisation"},
            ),
            ({"insights:read", "insights:publish"}, ORGANISATION, {"public", "partners"}),
            ({"governance:read", "governance:manage"}, None, {"public", "confidential"}),
        ],
    )
    def test_callers_see_what_the_library_and_governance_would_show_them(
        self, scopes: set[str], organisation: UUID | None, seen: set[str]
    ) -> None:
        reader = reader_of(scopes, organisation, is_partner=organisation is not None)
        assert reader.visibilities == seen
        assert reader_of(scopes, organisation).visibilities == seen - (
            {"partners"} if organisation else set()
        )

    def test_without_a_reading_scope_the_thread_is_closed(self) -> None:
        with pytest.raises(Forbidden):
            reader_of({"panel:manage"}, None)


def _life(finding: UUID) -> list[Said]:
    def published(version: int, title: str) -> Said:
        return said(
            "insights.finding.published.v1",
            finding_id=finding,
            version=version,
            reference="QE1-F-2026-0001",
            title=title,
            summary="Words.",
            visibility="public",
            published_at=NOW + timedelta(days=version),
        )

    superseded = said(
        "insights.finding.superseded.v1",
        finding_id=finding, version=1, superseded_by=finding, superseded_at=NOW,
    )  # fmt: skip
    withdrawn = said(
        "insights.finding.withdrawn.v1",
        finding_id=finding, version=2, reason="consent", withdrawn_at=NOW,
    )  # fmt: skip
    activity = said(
        "insights.activity.registered.v1",
        activity_id=uuid4(), title="Walk", method="outreach", starts_on=date(2026, 10, 1),
    )  # fmt: skip
    return [
        published(1, "First words"),
        superseded,
        published(2, "Second words"),
        withdrawn,
        activity,
    ]
