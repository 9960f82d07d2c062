"""Embargoes: what is approved is published at its moment by itself, and not before."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from common.db.systems import SomeFailed
from insights.feeds import service as feeds
from insights.findings import publishing
from insights.findings.embargoes import in_england
from insights_support import EDITOR, HEALTHWATCH, QE1, QKK, Caller, Library, finding

pytestmark = pytest.mark.rule("insights.1")

PUBLISHED = "insights.finding.published.v1"
TICK = timedelta(microseconds=1)


async def read(caller: Caller, thing: dict[str, Any]) -> dict[str, Any]:
    answer = await caller.get(f"/findings/{thing['id']}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def move(caller: Caller, thing: dict[str, Any], until: datetime | None) -> Any:
    """Set the embargo of a finding as it stands now."""
    revision = (await read(caller, thing))["revision"]
    moment = None if until is None else until.isoformat()
    return await caller.put(f"/findings/{thing['id']}/embargo", {"embargo_until": moment}, revision)


async def kinds(library: Library) -> list[str]:
    return [kind for kind, _ in await library.events() if kind.startswith("insights.finding.")]


class TestSaying:
    async def test_a_draft_says_until_when_with_its_zone(self, library: Library) -> None:
        draft = await library.draft(library.partner, embargo_until="2026-12-10T00:01:00+00:00")
        assert draft["state"] == "draft"
        assert draft["embargo"] == {
            "until": "2026-12-10T00:01:00Z",
            "in_england": "Thursday 10 December 2026, 00:01",
        }
        assert "embargo_until" not in draft["content"]

    def test_summer_time_is_told_as_clocks_in_england_show_it(self) -> None:
        assert in_england(datetime(2027, 6, 30, 23, 1, tzinfo=UTC)) == "Thursday 1 July 2027, 00:01"

    @pytest.mark.parametrize(
        "moment",
        [
            "2026-12-10T00:01:00",
            "2026-12-10",
            "soon",
            "9999-12-31T23:59:59-12:00",
            "2026-11-21T12:00:00Z",
        ],
    )
    async def test_what_is_no_moment_to_come_is_refused_by_field(
        self, library: Library, moment: str
    ) -> None:
        for path, caller in (("/findings", library.partner), ("embargo", library.editor)):
            if path == "/findings":
                answer = await caller.post(path, finding(embargo_until=moment))
            else:
                draft = await library.draft()
                address = f"/findings/{draft['id']}/embargo"
                answer = await caller.put(address, {"embargo_until": moment}, draft["revision"])
            assert answer.status_code == 422, answer.text
            assert [error["field"] for error in answer.json()["errors"]] == ["body.embargo_until"]

    async def test_an_editor_changes_it_before_publishing(self, library: Library) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        submitted = (await library.partner.act(f"{path}/submit", draft["revision"])).json()
        set_ = await move(library.editor, draft, library.now + timedelta(days=2))
        assert set_.status_code == 200
        assert set_.headers["ETag"] == f'"v{submitted["revision"] + 1}"'
        approved = await library.editor.act(f"{path}/publish", set_.json()["revision"])
        assert approved.json()["state"] == "embargoed"

    async def test_nobody_else_sets_it_nor_without_the_revision(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        path, sent = f"/findings/{thing['id']}/embargo", {"embargo_until": None}
        reader = library.caller(["insights:read"], HEALTHWATCH)
        assert (await library.other_partner.put(path, sent, 3)).status_code == 404
        assert (await library.caller(EDITOR, ics="QKK").put(path, sent, 3)).status_code == 404
        assert (await reader.put(path, sent, 3)).status_code == 403
        assert (await library.nobody.put(path, sent, 3)).status_code == 401
        assert (await library.partner.put(path, sent, 2)).status_code == 412
        assert (await read(library.partner, thing))["state"] == "embargoed"


class TestHolding:
    async def test_what_is_approved_is_published_at_its_moment_and_not_before(
        self, library: Library
    ) -> None:
        thing = await library.embargoed(library.partner)
        assert (thing["state"], thing["published_at"], thing["revision"]) == ("embargoed", None, 3)
        until = datetime.fromisoformat(thing["embargo"]["until"])
        library.clock.now = until - TICK
        await library.lift()
        assert (await library.reader.get(f"/findings/{thing['id']}")).status_code == 404
        library.clock.now = until
        await library.lift()
        out = await read(library.reader, thing)
        assert out["state"] == "published"
        assert datetime.fromisoformat(out["published_at"]) == until
        assert out["first_published_at"] == out["published_at"]
        assert out["embargo"] is None

    async def test_other_services_hear_of_it_then_and_once(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        assert await kinds(library) == []
        library.clock.now += timedelta(days=3)
        await asyncio.gather(*(library.lift() for _ in range(4)))
        await library.lift()
        assert await kinds(library) == [PUBLISHED]
        [said] = [data for kind, data in await library.events() if kind == PUBLISHED]
        assert (said["finding_id"], said["version"]) == (thing["id"], 1)
        assert datetime.fromisoformat(said["published_at"]) == library.now

    async def test_one_that_is_over_when_it_is_approved_holds_nothing_back(
        self, library: Library
    ) -> None:
        soon = (library.now + timedelta(days=1)).isoformat()
        draft = await library.draft(library.partner, embargo_until=soon)
        library.clock.now += timedelta(days=1)
        assert (await library.publish(draft))["state"] == "published"

    async def test_personal_data_is_looked_for_when_it_is_approved(self, library: Library) -> None:
        later = (library.now + timedelta(days=1)).isoformat()
        draft = await library.draft(summary="Ring 07700 900123.", embargo_until=later)
        path = f"/findings/{draft['id']}"
        submitted = await library.editor.act(f"{path}/submit", draft["revision"])
        refused = await library.editor.act(f"{path}/publish", submitted.json()["revision"])
        assert refused.json()["type"] == "/problems/personal-data"
        library.clock.now += timedelta(days=2)
        await library.lift()
        assert await kinds(library) == []

    async def test_the_depositor_is_told_that_it_is_out(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        assert (await library.partner.get("/notices")).json()["items"] == []
        library.clock.now += timedelta(days=3)
        await library.lift()
        [notice] = (await library.partner.get("/notices")).json()["items"]
        assert notice["kind"] == "embargo_ended"
        assert thing["reference"] in notice["title"]

    async def test_each_system_lets_out_its_own(self, library: Library) -> None:
        there = library.caller(EDITOR, ics="QKK")
        later = (library.now + timedelta(days=1)).isoformat()
        draft = (await there.post("/findings", finding(embargo_until=later))).json()
        path = f"/findings/{draft['id']}"
        await there.act(f"{path}/submit", 1)
        assert (await there.act(f"{path}/publish", 2)).json()["state"] == "embargoed"
        library.clock.now += timedelta(days=1)
        await library.lift()
        assert (await there.get(path)).json()["state"] == "published"
        assert [kind for kind, _ in await library.events(QKK)] == [PUBLISHED]
        assert await library.events(QE1) == []


class TestTheWorker:
    async def test_a_crash_before_the_commit_leaves_it_under_embargo_and_loses_nothing(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        thing = await library.embargoed(library.partner)
        library.clock.now += timedelta(days=3)

        async def crash(*_: Any, **__: Any) -> None:
            raise RuntimeError

        with monkeypatch.context() as broken:
            broken.setattr(publishing, "record", crash)
            with pytest.raises(SomeFailed):
                await library.lift()
        assert (await library.reader.get(f"/findings/{thing['id']}")).status_code == 404
        library.clock.now += timedelta(seconds=30)
        await library.lift()
        assert (await read(library.reader, thing))["state"] == "published"
        assert await kinds(library) == [PUBLISHED]

    async def test_one_that_fails_does_not_hold_up_the_others(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad = await library.embargoed(library.partner, title="Bad")
        good = await library.embargoed(library.partner, title="Good")
        genuine = feeds.note

        async def picky(*args: Any, **said: Any) -> Any:
            if str(said["finding_id"]) == bad["id"]:
                raise ValueError
            return await genuine(*args, **said)

        monkeypatch.setattr(feeds, "note", picky)
        library.clock.now += timedelta(days=3)
        with pytest.raises(SomeFailed):
            await library.lift()
        assert (await read(library.reader, good))["state"] == "published"
        assert (await read(library.partner, bad))["state"] == "embargoed"


class TestMoving:
    async def test_it_can_be_lengthened_and_shortened_until_it_ends(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        begun = library.now
        assert (await move(library.partner, thing, begun + timedelta(days=9))).status_code == 200
        library.clock.now += timedelta(days=4)
        await library.lift()
        assert (await read(library.partner, thing))["state"] == "embargoed"
        assert (await move(library.editor, thing, begun + timedelta(days=5))).status_code == 200
        library.clock.now += timedelta(days=1)
        await library.lift()
        assert (await read(library.reader, thing))["state"] == "published"

    async def test_lifting_it_publishes_at_once(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        lifted = await move(library.partner, thing, None)
        assert (lifted.json()["state"], lifted.json()["embargo"]) == ("published", None)
        assert (await read(library.reader, thing))["published_at"] is not None
        assert await kinds(library) == [PUBLISHED]
        library.clock.now += timedelta(days=9)
        await library.lift()
        assert await kinds(library) == [PUBLISHED]

    async def test_the_depositor_is_told_when_an_editor_lifts_it(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        await move(library.editor, thing, None)
        [notice] = (await library.partner.get("/notices")).json()["items"]
        assert notice["kind"] == "embargo_ended"

    async def test_lifting_that_of_a_draft_publishes_nothing(self, library: Library) -> None:
        later = (library.now + timedelta(days=1)).isoformat()
        draft = await library.draft(library.partner, embargo_until=later)
        lifted = (await move(library.partner, draft, None)).json()
        assert (lifted["state"], lifted["embargo"]) == ("draft", None)

    async def test_once_it_has_ended_nothing_moves_it_even_while_the_worker_stands_still(
        self, library: Library
    ) -> None:
        thing = await library.embargoed(library.partner)
        library.clock.now += timedelta(days=3)
        for _ in range(2):
            for until in (library.now + timedelta(days=1), None):
                refused = await move(library.partner, thing, until)
                assert refused.status_code == 409
                assert refused.json()["type"] == "/problems/embargo-ended"
            await library.lift()
        assert (await read(library.reader, thing))["state"] == "published"

    async def test_what_was_superseded_or_withdrawn_can_have_none(self, library: Library) -> None:
        one, other = await library.published(), await library.published()
        path = f"/findings/{one['id']}"
        await library.editor.act(
            f"{path}/supersede", one["revision"], {"superseded_by": other["id"]}
        )
        refused = await move(library.editor, one, library.now + timedelta(days=1))
        assert refused.json()["type"] == "/problems/embargo-ended"

    async def test_a_change_takes_it_out_of_waiting_and_keeps_the_moment(
        self, library: Library
    ) -> None:
        thing = await library.embargoed(library.partner)
        path = f"/findings/{thing['id']}"
        changed = await library.partner.patch(path, {"title": "Corrected"}, thing["revision"])
        assert (changed.json()["state"], changed.json()["embargo"]) == ("draft", thing["embargo"])
        library.clock.now += timedelta(days=4)
        await library.lift()
        assert (await library.reader.get(path)).status_code == 404
        assert (await library.publish(changed.json()))["state"] == "published"
        told = (await library.reader.get(f"{path}/versions")).json()
        assert [one["content"]["title"] for one in told] == ["Corrected"]

    async def test_it_can_be_sent_back(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        path = f"/findings/{thing['id']}"
        back = await library.editor.act(f"{path}/send-back", thing["revision"])
        assert back.json()["state"] == "draft"
        library.clock.now += timedelta(days=4)
        await library.lift()
        assert (await library.reader.get(path)).status_code == 404
