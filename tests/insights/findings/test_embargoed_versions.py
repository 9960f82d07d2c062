"""What an embargo does to feeds, to the version in force, to what is withdrawn or superseded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from insights.findings import repository
from insights.settings import InsightsSettings
from insights.worker import periodic
from insights_support import Caller, Library
from notices_support import matches, saved, work

pytestmark = pytest.mark.rule("insights.1")

FEEDS = (
    "/feeds/findings.atom",
    "/feeds/findings.json",
    "/feeds/findings.jsonl",
    "/feeds/catalogue.ttl",
)


async def kinds(library: Library) -> list[tuple[str, int]]:
    told = await library.events()
    return [(kind.split(".")[2], data["version"]) for kind, data in told if ".finding." in kind]


async def out(library: Library) -> None:
    """Let three days pass, and what comes out of its embargo out."""
    library.clock.now += timedelta(days=3)
    await library.lift()


async def changes(library: Library, cursor: str | None = None) -> dict[str, Any]:
    asked = {"cursor": cursor} if cursor else {}
    body: dict[str, Any] = (await library.nobody.get("/feeds/changes", params=asked)).json()
    return body


async def records(library: Library, verb: str = "ListRecords") -> str:
    arguments = f"verb={verb}&metadataPrefix=oai_dc"
    answer = await library.nobody.get("/feeds/oai", params={"arguments": arguments})
    assert answer.status_code == 200
    return answer.text


async def next_version(library: Library, thing: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Change a finding and have the change approved, to be published three days from now."""
    path = f"/findings/{thing['id']}"
    changed = (await library.partner.patch(path, fields, thing["revision"])).json()
    until = {"embargo_until": (library.now + timedelta(days=3)).isoformat()}
    held = await library.partner.put(f"{path}/embargo", until, changed["revision"])
    return await library.publish(held.json())


async def titles(caller: Caller, thing: dict[str, Any]) -> list[str]:
    answer = await caller.get(f"/findings/{thing['id']}/versions")
    return [one["content"]["title"] for one in answer.json()]


class TestFeeds:
    async def test_whoever_walked_past_before_the_moment_meets_it_after(
        self, library: Library
    ) -> None:
        """It was deposited first and comes last: its position is of the moment it is shown."""
        thing = await library.embargoed(library.partner)
        other = await library.published()
        walked = await changes(library)
        assert [item["finding_id"] for item in walked["items"]] == [other["id"]]
        assert thing["id"] not in await records(library)
        await out(library)
        since = await changes(library, walked["next_cursor"])
        assert [item["finding_id"] for item in since["items"]] == [thing["id"]]
        assert since["items"][0]["first_published_at"] == since["items"][0]["changed_at"]
        harvested = await records(library)
        assert harvested.index(other["id"]) < harvested.index(thing["id"])
        atom = (await library.nobody.get("/feeds/findings.atom")).text
        assert atom.index(thing["id"]) < atom.index(other["id"])

    @pytest.mark.parametrize("path", FEEDS)
    async def test_what_readers_hold_is_old_from_that_moment_on(
        self, library: Library, path: str
    ) -> None:
        await library.published()
        thing = await library.embargoed(library.partner, licence="cc-by-4.0")
        held = await library.nobody.get(path)
        again = {"If-None-Match": held.headers["ETag"]}
        library.clock.now += timedelta(days=3)
        assert (await library.nobody.get(path, headers=again)).status_code == 304
        await library.lift()
        new = await library.nobody.get(path, headers=again)
        assert new.status_code == 200
        sign = "cc-by-4.0" if "catalogue" in path else thing["reference"]
        assert (sign in new.text, sign in held.text) == (True, False)

    async def test_its_own_page_is_read_again_too(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        path = f"/findings/{thing['id']}"
        again = {"If-None-Match": (await library.partner.get(path)).headers["ETag"]}
        assert (await library.partner.get(path, headers=again)).status_code == 304
        await out(library)
        assert (await library.partner.get(path, headers=again)).status_code == 200

    async def test_no_set_of_the_harvest_tells_of_it(self, library: Library) -> None:
        await library.embargoed(library.partner, themes=["housing"])
        assert "theme:housing" not in await records(library, "ListSets")
        await out(library)
        assert "theme:housing" in await records(library)

    async def test_a_search_kept_meanwhile_finds_it_then(self, library: Library) -> None:
        thing = await library.embargoed(library.partner, themes=["carers"])
        search = await saved(library.other_partner)
        await work(library)
        assert await matches(library.other_partner, search) == []
        await out(library)
        await work(library)
        assert await matches(library.other_partner, search) == [thing["content"]["title"]]


class TestWithdrawal:
    async def test_under_embargo_it_leaves_no_trace(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        path = f"/findings/{thing['id']}"
        answer = await library.editor.act(
            f"{path}/withdraw", thing["revision"], {"reason": "Wrong."}
        )
        assert (answer.json()["state"], answer.json()["embargo"]) == ("withdrawn", None)
        await out(library)
        assert (await changes(library))["items"] == []
        assert thing["id"] not in await records(library)
        assert await kinds(library) == []
        assert (await library.reader.get(path)).status_code == 404
        [notice] = (await library.partner.get("/notices")).json()["items"]
        assert (notice["kind"], notice["text"]) == ("finding_withdrawn", "Why: Wrong.")

    async def test_of_what_is_in_force_takes_the_next_version_with_it(
        self, library: Library
    ) -> None:
        thing = await library.published(library.partner)
        held = await next_version(library, thing, title="Next")
        path = f"/findings/{thing['id']}/withdraw"
        gone = await library.editor.act(path, held["revision"], {"reason": "Wrong."})
        assert (gone.json()["pending_version"], gone.json()["embargo"]) == (None, None)
        await out(library)
        assert await kinds(library) == [("published", 1), ("withdrawn", 1)]
        assert (await changes(library))["items"][-1]["kind"] == "removed"


class TestNextVersion:
    async def test_what_is_in_force_stays_until_the_moment(self, library: Library) -> None:
        thing = await library.published(library.partner, title="First")
        held = await next_version(library, thing, title="Next", visibility="partners")
        assert (held["state"], held["version"]) == ("published", 1)
        assert (held["pending_version"], held["pending_state"]) == (2, "embargoed")
        read = (await library.reader.get(f"/findings/{thing['id']}")).json()
        assert read["content"]["title"] == "First"
        assert (read["pending_version"], read["pending_state"], read["embargo"]) == (None,) * 3
        assert await titles(library.reader, thing) == ["First"]
        assert await titles(library.partner, thing) == ["First", "Next"]
        walked = await changes(library)
        await out(library)
        assert (await library.reader.get(f"/findings/{thing['id']}")).status_code == 404
        assert await titles(library.other_partner, thing) == ["First", "Next"]
        [gone] = (await changes(library, walked["next_cursor"]))["items"]
        assert (gone["kind"], gone["finding_id"]) == ("removed", thing["id"])
        assert await kinds(library) == [("published", 1), ("superseded", 1), ("published", 2)]

    async def test_an_embargo_is_of_one_version_alone(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        await out(library)
        now = (await library.partner.get(f"/findings/{thing['id']}")).json()
        changed = await library.partner.patch(
            f"/findings/{thing['id']}", {"title": "Next"}, now["revision"]
        )
        assert changed.json()["embargo"] is None
        assert (await library.publish(changed.json()))["version"] == 2

    async def test_a_version_that_never_came_out_is_told_to_nobody_later(
        self, library: Library
    ) -> None:
        thing = await library.embargoed(library.partner, title="Unseen")
        changed = await library.partner.patch(
            f"/findings/{thing['id']}", {"title": "Seen"}, thing["revision"]
        )
        await library.publish(changed.json())
        await out(library)
        assert await titles(library.other_partner, thing) == ["Seen"]
        path = f"/findings/{thing['id']}/versions/1/differences/2"
        assert (await library.other_partner.get(path)).status_code == 404
        assert await kinds(library) == [("published", 2)]


class TestSuperseding:
    async def test_what_is_under_embargo_stands_in_for_nothing(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        old = await library.published()
        path = f"/findings/{old['id']}/supersede"
        sent = {"superseded_by": thing["id"]}
        refused = await library.editor.act(path, old["revision"], sent)
        assert refused.json()["type"] == "/problems/cannot-supersede"
        await out(library)
        assert (await library.editor.act(path, old["revision"], sent)).status_code == 200

    async def test_nor_can_it_be_superseded(self, library: Library) -> None:
        thing = await library.embargoed(library.partner)
        other = await library.published()
        path = f"/findings/{thing['id']}/supersede"
        refused = await library.editor.act(path, thing["revision"], {"superseded_by": other["id"]})
        assert refused.json()["type"] == "/problems/finding-state"

    async def test_what_another_stands_in_for_brings_no_next_version(
        self, library: Library
    ) -> None:
        thing = await library.published(library.partner)
        held = await next_version(library, thing, title="Next")
        other = await library.published()
        path = f"/findings/{thing['id']}/supersede"
        await library.editor.act(path, held["revision"], {"superseded_by": other["id"]})
        await out(library)
        read = (await library.reader.get(f"/findings/{thing['id']}")).json()
        assert (read["state"], read["version"]) == ("superseded", 1)


class TestAtTheMoment:
    async def test_the_workers_own_job_lets_it_out(
        self, library: Library, service_settings: Any, tmp_path: Path
    ) -> None:
        settings = service_settings(InsightsSettings, files_directory=str(tmp_path))
        thing = await library.embargoed(library.partner)
        library.clock.now += timedelta(days=3)
        [job] = [
            one.job for one in periodic(settings, library.clock) if one.name == "end embargoes"
        ]
        await job(library.database)
        read = await library.reader.get(f"/findings/{thing['id']}")
        assert read.json()["state"] == "published"

    async def test_one_that_was_lengthened_while_the_worker_came_stays(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The worker asks the locked row again: what it saw before may be old."""
        thing = await library.embargoed(library.partner)

        async def seen_before(*_: Any, **__: Any) -> list[UUID]:
            return [UUID(thing["id"])]

        monkeypatch.setattr(repository, "embargoes_ended", seen_before)
        await library.lift()
        read = await library.partner.get(f"/findings/{thing['id']}")
        assert read.json()["state"] == "embargoed"

    async def test_a_draft_whose_moment_passed_may_have_another(self, library: Library) -> None:
        soon = (library.now + timedelta(days=1)).isoformat()
        draft = await library.draft(library.partner, embargo_until=soon)
        library.clock.now += timedelta(days=2)
        later = {"embargo_until": (library.now + timedelta(days=1)).isoformat()}
        path = f"/findings/{draft['id']}/embargo"
        assert (await library.partner.put(path, later, draft["revision"])).status_code == 200
