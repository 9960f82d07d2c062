"""Composing a bulletin, looking at it as it will be sent, scheduling it and thinking again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from common.clock import new_id
from common.testing.clock import days_later
from panel_support.bulletins import (
    TEXT,
    answered,
    decided,
    drafted,
    ended,
    found,
    queued,
    read,
    schedule,
    send_due,
    sent,
)
from panel_support.world import QKK, World

pytestmark = pytest.mark.rule("panel.4")


async def preview(world: World, bulletin: dict[str, Any]) -> dict[str, Any]:
    shown = await world.call("GET", f"/bulletins/{bulletin['id']}/preview")
    assert shown.status_code == 200, shown.text
    content: dict[str, Any] = shown.json()
    return content


class TestDraft:
    async def test_is_written_read_listed_and_changed(self, world: World) -> None:
        bulletin = await drafted(world)
        assert (bulletin["state"], bulletin["version"]) == ("draft", 1)
        changed = await world.call(
            "PATCH",
            f"/bulletins/{bulletin['id']}",
            {"title": "Another title"},
            headers={"If-Match": '"v1"'},
        )
        assert (changed.json()["title"], changed.json()["items"]) == (
            "Another title",
            bulletin["items"],
        )
        listed = (await world.call("GET", "/bulletins?state=draft")).json()["items"]
        assert [one["id"] for one in listed] == [bulletin["id"]]
        assert (await world.call("GET", "/bulletins?state=sent")).json()["items"] == []

    async def test_is_not_changed_by_who_saw_an_older_one(self, world: World) -> None:
        address = f"/bulletins/{(await drafted(world))['id']}"
        for expected in (200, 412):
            changed = await world.call(
                "PATCH", address, {"title": "New"}, headers={"If-Match": '"v1"'}
            )
            assert changed.status_code == expected

    async def test_of_another_system_is_not_there(self, world: World) -> None:
        bulletin = await drafted(world)
        for path in ("", "/preview", "/reception"):
            found_there = await world.call("GET", f"/bulletins/{bulletin['id']}{path}", ics=QKK)
            assert found_there.status_code == 404, path

    @pytest.mark.parametrize(
        "address",
        [
            "http://example.org/",
            "javascript:alert(1)",
            "https://user@evil.example/",
            "https://example.org\\@evil.example/",
            "//evil.example",
            "https://example.org/ a",
        ],
    )
    async def test_links_lead_to_plain_https_alone(self, world: World, address: str) -> None:
        item = TEXT | {"link": {"label": "Here", "address": address}}
        made = await world.call("POST", "/bulletins", {"title": "t", "items": [item]})
        assert made.status_code == 422

    async def test_goes_to_a_segment_that_there_is(self, world: World) -> None:
        made = await world.call("POST", "/bulletins", {"title": "t", "segment_id": str(new_id())})
        assert made.json()["type"] == "/problems/segment-not-found"


class TestPreview:
    async def test_shows_every_kind_of_item_in_html_and_in_plain_text(self, world: World) -> None:
        await world.join_many(1)
        survey = await world.open_survey(closes_on="2099-12-01")
        finding, decision, feedback = (
            await found(world),
            await decided(world),
            await answered(world),
        )
        bulletin = await drafted(
            world,
            TEXT,
            {"kind": "survey", "survey_id": survey["id"]},
            {"kind": "finding", "finding_id": str(finding)},
            {"kind": "decision", "decision_id": str(decision), "text": "From May."},
            {"kind": "feedback", "feedback_id": str(feedback)},
        )
        shown = await preview(world, bulletin)
        assert shown["not_available"] == []
        for part in ("html", "text"):
            for words in (
                "From the team", "This is what came of them.", "Read our plan",
                "We would like to hear from you: Getting to the clinic",
                "You can answer until 1 December 2099.", "What we heard: Buses stop too far away",
                "What was decided: Move the stop",
                "Partnership Board, 3 November 2026: agreed in principle.", "From May.",
                "You said: It is too far.", "We did: It is at the door.",
            ):  # fmt: skip
                assert words in shown[part], (part, words)
        assert f"/thread/findings/{finding}" in shown["text"]
        assert f"/thread/decisions/{decision}" in shown["html"]

    async def test_escapes_what_is_not_html(self, world: World) -> None:
        shown = await preview(world, await drafted(world, TEXT | {"text": "<b>5 & 6</b>"}))
        assert "&lt;b&gt;5 &amp; 6&lt;/b&gt;" in shown["html"]
        assert "<b>5 & 6</b>" in shown["text"]

    async def test_gives_the_reading_age_of_the_whole_and_of_the_hardest_sentences(
        self, world: World
    ) -> None:
        hard = "The reconfiguration of community diagnostic services necessitates consideration."
        bulletin = await drafted(world, TEXT | {"text": f"We moved the stop. {hard}"})
        age = (await preview(world, bulletin))["reading_age"]
        assert age["hardest"][0]["text"] == hard
        assert age["hardest"][0]["reading_age"] > age["reading_age"] > 5
        assert age["smog_is_estimate"]

    async def test_has_no_reading_age_in_another_language(self, world: World) -> None:
        shown = await preview(world, await drafted(world, language="pl"))
        assert shown["reading_age"] is None
        assert 'lang="pl"' in shown["html"]

    async def test_says_which_items_cannot_be_sent_and_why(self, world: World) -> None:
        finding = await found(world)
        bulletin = await drafted(
            world,
            TEXT,
            {"kind": "finding", "finding_id": str(finding)},
            {"kind": "survey", "survey_id": str(new_id())},
        )
        await ended(world, finding)
        assert (await preview(world, bulletin))["not_available"] == [
            {"item": 2, "why": "not_published"},
            {"item": 3, "why": "survey_not_open"},
        ]
        refused = await schedule(world, bulletin)
        assert refused.json()["type"] == "/problems/bulletin-item-not-available"
        assert [one["field"] for one in refused.json()["errors"]] == ["items.2", "items.3"]

    async def test_of_one_that_was_sent_is_what_was_sent(self, world: World) -> None:
        await world.join(purposes=["bulletins"])
        finding = await found(world)
        bulletin = await sent(world, {"kind": "finding", "finding_id": str(finding)})
        await found(world, finding_id=finding, version=2, title="Another title")
        assert "Buses stop too far away" in (await preview(world, bulletin))["text"]

    async def test_counts_nothing(self, world: World) -> None:
        shown = await preview(world, await drafted(world))
        assert "<img" not in shown["html"]
        assert "/links/" not in shown["html"]


class TestScheduling:
    async def test_waits_for_its_time(self, world: World) -> None:
        await world.join(purposes=["bulletins"])
        send_at = days_later(2)
        bulletin = await drafted(world)
        scheduled = await schedule(world, bulletin, send_at=send_at.isoformat())
        assert scheduled.json()["state"] == "scheduled"
        await send_due(world, at=send_at - timedelta(seconds=1))
        assert await queued(world) == 0
        await send_due(world, at=send_at)
        assert (await read(world, bulletin))["state"] == "sent"
        assert await queued(world) == 1

    @pytest.mark.parametrize("days", [-1, 400])
    async def test_takes_no_time_that_is_over_or_too_far_away(
        self, world: World, days: int
    ) -> None:
        when = days_later(days).isoformat()
        refused = await schedule(world, await drafted(world), send_at=when)
        assert refused.status_code == 422

    @pytest.mark.parametrize("said", [None, {}, {"send_at": None}, {"send_at": "at once"}])
    async def test_sends_nothing_where_no_time_is_said(self, world: World, said: Any) -> None:
        await world.join(purposes=["bulletins"])
        bulletin = await drafted(world)
        address = f"/bulletins/{bulletin['id']}"
        seen = (await world.call("GET", address)).headers["etag"]
        refused = await world.call("POST", f"{address}/schedule", said, headers={"If-Match": seen})
        assert refused.status_code == 422
        await send_due(world)
        assert (await read(world, bulletin))["state"] == "draft"

    async def test_a_time_without_a_zone_is_refused(self, world: World) -> None:
        refused = await schedule(world, await drafted(world), send_at="2099-01-01T10:00:00")
        assert refused.status_code == 422

    async def test_sends_what_was_looked_at(self, world: World) -> None:
        address = f"/bulletins/{(await drafted(world))['id']}"
        seen = (await world.call("GET", f"{address}/preview")).headers["etag"]
        await world.call("PATCH", address, {"title": "New"}, headers={"If-Match": seen})
        at_once, looked_at = {"send_at": "now"}, {"If-Match": seen}
        late = await world.call("POST", f"{address}/schedule", at_once, headers=looked_at)
        assert late.status_code == 412

    async def test_an_empty_one_is_refused(self, world: World) -> None:
        made = await world.call("POST", "/bulletins", {"title": "t"})
        refused = await schedule(world, made.json())
        assert refused.json()["type"] == "/problems/bulletin-empty"

    async def test_recalled_it_is_a_draft_and_not_sent(self, world: World) -> None:
        await world.join(purposes=["bulletins"])
        bulletin = await drafted(world)
        await schedule(world, bulletin)
        recalled = await world.call("POST", f"/bulletins/{bulletin['id']}/recall")
        assert recalled.json()["state"] == "draft"
        await send_due(world)
        assert await queued(world) == 0
        again = await world.call("POST", f"/bulletins/{bulletin['id']}/recall")
        assert again.json()["type"] == "/problems/bulletin-not-scheduled"

    @pytest.mark.parametrize("scheduled", [False, True])
    async def test_cancelled_it_is_never_sent(self, world: World, scheduled: bool) -> None:
        await world.join(purposes=["bulletins"])
        bulletin = await drafted(world)
        if scheduled:
            await schedule(world, bulletin)
        cancelled = await world.call("POST", f"/bulletins/{bulletin['id']}/cancel")
        assert cancelled.json()["state"] == "cancelled"
        await send_due(world)
        assert await queued(world) == 0
        assert (await schedule(world, bulletin)).json()["type"] == "/problems/bulletin-not-draft"

    async def test_what_was_sent_cannot_be_cancelled_or_changed(self, world: World) -> None:
        await world.join(purposes=["bulletins"])
        address = f"/bulletins/{(await sent(world))['id']}"
        cancelled = await world.call("POST", f"{address}/cancel")
        assert cancelled.json()["type"] == "/problems/bulletin-over"
        version = (await world.call("GET", address)).headers["etag"]
        changed = await world.call("PATCH", address, {"title": "x"}, headers={"If-Match": version})
        assert changed.json()["type"] == "/problems/bulletin-not-draft"


class TestMaterial:
    async def test_lists_what_can_be_told(self, world: World) -> None:
        await world.join_many(1)
        survey = await world.open_survey()
        gone, finding = await found(world), await found(world)
        await ended(world, gone)
        decision, feedback = await decided(world), await answered(world)
        for kind, expected in (
            ("survey", survey["id"]), ("finding", finding), ("decision", decision),
            ("feedback", feedback),
        ):  # fmt: skip
            listed = (await world.call("GET", f"/bulletins/material?kind={kind}")).json()["items"]
            assert [one["id"] for one in listed] == [str(expected)], kind
            other = await world.call("GET", f"/bulletins/material?kind={kind}", ics=QKK)
            assert other.json()["items"] == []
