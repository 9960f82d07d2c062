"""What became of an embargo is kept, and one that cannot be ended is noticed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from common.db.systems import SomeFailed
from insights.feeds import service as feeds
from insights_support import EDITOR, Caller, Library

pytestmark = pytest.mark.rule("insights.2")


async def log(caller: Caller, thing: dict[str, Any]) -> dict[str, Any]:
    answer = await caller.get(f"/findings/{thing['id']}/embargo")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def steps(caller: Caller, thing: dict[str, Any]) -> list[tuple[str, str | None, bool]]:
    """Give each step with its moment, and whether a person did it."""
    told = (await log(caller, thing))["steps"]
    return [(one["step"], one["until"], one["by"] is not None) for one in told]


async def move(caller: Caller, thing: dict[str, Any], until: str | None) -> None:
    revision = (await caller.get(f"/findings/{thing['id']}")).json()["revision"]
    path = f"/findings/{thing['id']}/embargo"
    answer = await caller.put(path, {"embargo_until": until}, revision)
    assert answer.status_code == 200, answer.text


def at(library: Library, days: int) -> str:
    return (library.now + timedelta(days=days)).isoformat().replace("+00:00", "Z")


class TestKeeping:
    async def test_from_the_deposit_to_its_end(self, library: Library) -> None:
        first, second = at(library, 3), at(library, 5)
        thing = await library.embargoed(library.partner)
        await move(library.partner, thing, second)
        library.clock.now += timedelta(days=5, seconds=2)
        await library.lift()
        assert await steps(library.partner, thing) == [
            ("set", first, True),
            ("approved", first, True),
            ("moved", second, True),
            ("ended", second, False),
        ]
        last = (await log(library.editor, thing))["steps"][-1]
        assert last["at"] == library.now.isoformat().replace("+00:00", "Z")

    async def test_one_that_is_lifted_and_set_again(self, library: Library) -> None:
        first, second = at(library, 1), at(library, 2)
        draft = await library.draft(library.partner, embargo_until=first)
        await move(library.partner, draft, None)
        await move(library.partner, draft, None)
        await move(library.partner, draft, second)
        assert [step for step, *_ in await steps(library.partner, draft)] == [
            "set", "lifted", "set",
        ]  # fmt: skip

    async def test_one_that_was_over_before_the_approval(self, library: Library) -> None:
        draft = await library.draft(library.partner, embargo_until=at(library, 1))
        library.clock.now += timedelta(days=2)
        await library.publish(draft)
        assert [(step, person) for step, _, person in await steps(library.partner, draft)] == [
            ("set", True),
            ("ended", True),
        ]

    async def test_one_whose_finding_is_withdrawn(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        path = f"/findings/{thing['id']}/withdraw"
        await library.editor.act(path, thing["revision"], {"reason": "Not ours to publish."})
        assert (await steps(library.partner, thing))[-1][0] == "withdrawn"

    async def test_nobody_else_is_told(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        path = f"/findings/{thing['id']}/embargo"
        assert (await library.other_partner.get(path)).status_code == 404
        assert (await library.caller(EDITOR, ics="QKK").get(path)).status_code == 404
        library.clock.now += timedelta(days=3)
        await library.lift()
        for caller in (library.other_partner, library.reader):
            assert (await caller.get(path)).status_code == 403


@pytest.fixture
async def stuck(library: Library, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A finding out of its embargo that cannot be published."""
    thing = await library.embargoed(library.partner)
    genuine = feeds.note

    async def picky(*args: Any, **said: Any) -> Any:
        if str(said["finding_id"]) == thing["id"]:
            raise ValueError("secret words")
        return await genuine(*args, **said)

    monkeypatch.setattr(feeds, "note", picky)
    library.clock.now += timedelta(days=3)
    return thing


async def fail(library: Library, times: int) -> None:
    """Let the worker come when it is due, as often as this, in vain."""
    for attempt in range(times):
        with pytest.raises(SomeFailed):
            await library.lift()
        library.clock.now += timedelta(seconds=min(30 << attempt, 3_600))


class TestFailing:
    async def test_it_is_counted_and_tried_later_and_later(
        self, library: Library, stuck: dict[str, Any]
    ) -> None:
        counted = REGISTRY.get_sample_value("gt_embargo_failures_total") or 0.0
        begun = library.now
        with pytest.raises(SomeFailed):
            await library.lift()
        library.clock.now += timedelta(seconds=29)
        await library.lift()
        failing = (await log(library.partner, stuck))["failing"]
        assert failing["attempts"] == 1
        library.clock.now += timedelta(seconds=1)
        with pytest.raises(SomeFailed):
            await library.lift()
        failing = (await log(library.partner, stuck))["failing"]
        due_at = (begun + timedelta(seconds=90)).isoformat().replace("+00:00", "Z")
        since = begun.isoformat().replace("+00:00", "Z")
        assert (failing["attempts"], failing["failed_since"]) == (2, since)
        assert failing["due_at"] == due_at
        assert REGISTRY.get_sample_value("gt_embargo_failures_total") == counted + 2
        assert REGISTRY.get_sample_value("gt_embargoes_failing") == 1

    async def test_its_owner_and_the_editors_are_told_at_the_third_time_and_once(
        self, library: Library, stuck: dict[str, Any]
    ) -> None:
        async def told(caller: Caller) -> list[str]:
            items = (await caller.get("/notices")).json()["items"]
            return [one["kind"] for one in items if one["finding"]["id"] == stuck["id"]]

        await fail(library, 2)
        assert await told(library.partner) == []
        await fail(library, 1)
        library.clock.now += timedelta(hours=1)
        await fail(library, 1)
        for caller in (library.partner, library.editor):
            assert await told(caller) == ["embargo_failing"]
        assert await told(library.other_partner) == []
        assert "secret words" not in (await library.partner.get("/notices")).text

    async def test_once_the_cause_is_mended_it_is_published_and_forgotten(
        self, library: Library, stuck: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await fail(library, 1)
        monkeypatch.undo()
        await library.lift()
        told = await log(library.partner, stuck)
        assert (told["failing"], told["steps"][-1]["step"]) == (None, "ended")
        assert REGISTRY.get_sample_value("gt_embargoes_failing") == 0
