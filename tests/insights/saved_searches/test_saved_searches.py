"""Searches that an organisation keeps, and what matches them from then on."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from insights.audience import Reader
from insights.saved_searches import service
from insights.saved_searches.schemas import SavedSearchIn
from insights.saved_searches.service import MAX_SEARCHES
from insights_support import CHARITY, CLOSED, HEALTHWATCH, PARTNER, QE1, Library, finding
from notices_support import CARERS, later, matches, saved, work

pytestmark = pytest.mark.rule("insights.4")


class TestSaving:
    async def test_it_is_kept_for_the_organisation_and_listed_by_name(
        self, library: Library
    ) -> None:
        await saved(library.partner, name="b")
        await saved(library.partner, name="a", told_by="list")
        await saved(library.other_partner, name="c")
        [one, two] = (await library.partner.get("/saved-searches")).json()["items"]
        assert [(s["name"], s["told_by"]) for s in (one, two)] == [("a", "list"), ("b", "box")]
        assert one["query"]["themes"] == ["carers"]

    async def test_another_owner_does_not_know_of_it(self, library: Library) -> None:
        search = await saved(library.partner)
        path = f"/saved-searches/{search['id']}"
        for caller in (library.other_partner, library.editor):
            assert (await caller.get("/saved-searches")).json()["items"] == []
            for answer in (
                await caller.get(path),
                await caller.get(f"{path}/matches"),
                await caller.patch(path, {"name": "x"}, 1),
                await caller._send("DELETE", path, headers={"If-Match": '"v1"'}),
            ):
                assert (answer.status_code, answer.json()["type"]) == (
                    404, "/problems/saved-search-not-found",
                ), answer.text  # fmt: skip

    async def test_who_acts_for_no_organisation_keeps_none(self, library: Library) -> None:
        for caller in (library.reader, library.caller(PARTNER)):
            answer = await caller.post("/saved-searches", CARERS)
            assert answer.status_code == 403
            assert (await caller.get("/saved-searches")).status_code == 403

    async def test_an_organisation_that_is_no_more_keeps_none(self, library: Library) -> None:
        closed = library.caller(PARTNER, CLOSED)
        assert (await closed.post("/saved-searches", CARERS)).status_code == 403

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({}, "body.query"),
            ({"order": "recency"}, "body.query"),
            ({"words": ""}, "body.query"),
            ({"words": "the and of"}, "body.query.words"),
            ({"themes": ["no_such"]}, "body.query.themes[0]"),
            ({"places": ["blackpool", "atlantis"]}, "body.query.places[1]"),
            (
                {"organisations": ["00000000-0000-4000-8000-0000000000ff"]},
                "body.query.organisations[0]",
            ),
            ({"colour": "red"}, "body.query.colour"),
        ],
    )
    async def test_what_asks_nothing_or_is_not_known_is_refused_by_name(
        self, library: Library, query: dict[str, Any], field: str
    ) -> None:
        answer = await library.partner.post("/saved-searches", {"name": "x", "query": query})
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]

    async def test_a_name_is_taken_once_in_an_organisation(self, library: Library) -> None:
        await saved(library.partner)
        await saved(library.other_partner)
        other = await saved(library.partner, name="Other")
        assert (await library.partner.post("/saved-searches", CARERS)).status_code == 409
        path = f"/saved-searches/{other['id']}"
        assert (await library.partner.patch(path, {"name": "Carers"}, 1)).status_code == 409
        assert (await library.partner.patch(path, {"name": "Other"}, 1)).status_code == 200

    async def test_an_organisation_keeps_a_bounded_number_even_at_once(
        self, library: Library
    ) -> None:
        for number in range(MAX_SEARCHES - 1):
            await saved(library.partner, name=str(number))
        answers = await asyncio.gather(
            *(
                library.partner.post("/saved-searches", {**CARERS, "name": f"last {n}"})
                for n in range(4)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        await saved(library.other_partner)

    async def test_who_saves_waits_for_whoever_of_theirs_is_saving(self, library: Library) -> None:
        for number in range(MAX_SEARCHES - 1):
            await saved(library.partner, name=str(number))
        data = SavedSearchIn.model_validate({**CARERS, "name": "last"})
        reader = Reader("test", HEALTHWATCH, frozenset(PARTNER), in_being=True)
        async with library.database.transaction(QE1) as session:
            await service.save(session, QE1, reader, data, now=library.now)
            other = asyncio.create_task(library.partner.post("/saved-searches", CARERS))
            await asyncio.sleep(0.5)
            assert not other.done()
        assert (await other).status_code == 409

    async def test_a_change_needs_the_version_that_was_read(self, library: Library) -> None:
        search = await saved(library.partner)
        path = f"/saved-searches/{search['id']}"
        changed = await library.partner.patch(path, {"query": {"words": "night"}}, 1)
        assert (changed.status_code, changed.headers["ETag"]) == (200, '"v2"')
        assert changed.json()["query"]["themes"] == []
        assert (await library.partner.patch(path, {"name": "x"}, 1)).status_code == 412


class TestMatching:
    async def test_what_is_published_from_now_on_matches(self, library: Library) -> None:
        await library.published(title="Before", themes=["carers"])
        await later(library)
        search = await saved(library.partner)
        await library.published(title="After", themes=["carers", "housing"])
        await library.published(title="Of something else", themes=["housing"])
        await library.draft(title="Not published", themes=["carers"])
        await work(library)
        assert await matches(library.partner, search) == ["After"]

    @pytest.mark.parametrize(
        ("query", "hit"),
        [
            ({"words": '"told how long"'}, True),
            ({"words": "submarine"}, False),
            ({"communities": ["young_carers"], "places": ["blackpool"]}, True),
            ({"communities": ["young_carers"], "places": ["fylde"]}, False),
            ({"methods": ["focus_group"], "strengths": ["moderate"]}, True),
            ({"organisations": [str(CHARITY)]}, False),
            ({"heard_after": "2026-09-30"}, True),
            ({"heard_before": "2026-09-30"}, False),
        ],
    )
    async def test_it_matches_as_the_search_finds(
        self, library: Library, query: dict[str, Any], hit: bool
    ) -> None:
        search = await saved(library.partner, query=query)
        await library.published()
        await work(library)
        assert bool(await matches(library.partner, search)) == hit

    @pytest.mark.parametrize("visibility", ["public", "partners", "organisation"])
    async def test_only_what_the_owner_may_see_matches(
        self, library: Library, visibility: str
    ) -> None:
        others = await saved(library.other_partner)
        own = await saved(library.partner)
        editors = await saved(library.editor)
        await library.published(library.partner, themes=["carers"], visibility=visibility)
        await work(library)
        assert len(await matches(library.partner, own)) == 1
        assert len(await matches(library.editor, editors)) == 1
        assert len(await matches(library.other_partner, others)) == (visibility != "organisation")

    async def test_a_version_for_more_readers_matches_when_it_comes(self, library: Library) -> None:
        search = await saved(library.other_partner)
        hidden = await library.published(
            library.partner, themes=["carers"], visibility="organisation"
        )
        await work(library)
        assert await matches(library.other_partner, search) == []
        changed = await library.partner.patch(
            f"/findings/{hidden['id']}", {"visibility": "partners"}, hidden["revision"]
        )
        await library.publish(changed.json())
        await work(library)
        assert len(await matches(library.other_partner, search)) == 1

    async def test_a_finding_is_a_match_and_a_notice_once_whatever_versions_follow(
        self, library: Library
    ) -> None:
        search = await saved(library.partner)
        first = await library.published(themes=["carers"])
        await work(library)
        changed = await library.editor.patch(
            f"/findings/{first['id']}", {"title": "Second"}, first["revision"]
        )
        await library.publish(changed.json())
        await work(library)
        await work(library)
        found = (await library.partner.get(f"/saved-searches/{search['id']}/matches")).json()
        [item] = found["items"]
        assert (item["title"], item["version"], item["version_now"]) == ("Second", 1, 2)
        assert len((await library.partner.get("/notices")).json()["items"]) == 1

    async def test_what_is_withdrawn_superseded_or_hidden_since_vanishes(
        self, library: Library
    ) -> None:
        search = await saved(library.other_partner)
        one, two, three = [
            await library.published(library.partner, title=title, themes=["carers"])
            for title in ("Withdrawn", "Superseded", "Hidden")
        ]
        await later(library)
        successor = await library.published(title="Successor", themes=["carers"])
        await work(library)
        assert len(await matches(library.other_partner, search)) == 4
        assert len((await library.other_partner.get("/notices")).json()["items"]) == 4
        await library.editor.act(
            f"/findings/{one['id']}/withdraw", one["revision"], {"reason": "An error."}
        )
        await library.editor.act(
            f"/findings/{two['id']}/supersede", two["revision"], {"superseded_by": successor["id"]}
        )
        changed = await library.partner.patch(
            f"/findings/{three['id']}", {"visibility": "organisation"}, three["revision"]
        )
        await library.publish(changed.json())
        assert await matches(library.other_partner, search) == ["Successor"]
        [notice] = (await library.other_partner.get("/notices")).json()["items"]
        assert notice["finding"]["title"] == "Successor"

    async def test_what_was_withdrawn_before_the_worker_came_never_matches(
        self, library: Library
    ) -> None:
        search = await saved(library.partner)
        gone = await library.published(themes=["carers"])
        await library.editor.act(
            f"/findings/{gone['id']}/withdraw", gone["revision"], {"reason": "An error."}
        )
        await work(library)
        assert await matches(library.partner, search) == []

    async def test_one_that_only_lists_tells_nothing(self, library: Library) -> None:
        search = await saved(library.partner, told_by="list")
        await library.published(themes=["carers"])
        await work(library)
        assert len(await matches(library.partner, search)) == 1
        assert (await library.partner.get("/notices/unread")).json() == {"unread": 0}

    async def test_deleted_it_takes_its_matches_and_notices_along(self, library: Library) -> None:
        search = await saved(library.partner)
        await library.published(themes=["carers"])
        await work(library)
        path = f"/saved-searches/{search['id']}"
        answer = await library.partner._send("DELETE", path, headers={"If-Match": '"v1"'})
        assert answer.status_code == 204
        assert (await library.partner.get(path)).status_code == 404
        assert (await library.partner.get("/notices")).json()["items"] == []

    async def test_the_matches_are_paged_and_each_is_met_once(self, library: Library) -> None:
        search = await saved(library.partner)
        for number in range(5):
            await library.published(title=str(number), themes=["carers"])
            await work(library)
            await later(library)
        seen: list[str] = []
        cursor = ""
        while True:
            path = f"/saved-searches/{search['id']}/matches?limit=2{cursor}"
            body = (await library.partner.get(path)).json()
            seen += [item["title"] for item in body["items"]]
            if body["next_cursor"] is None:
                break
            cursor = f"&cursor={body['next_cursor']}"
        assert seen == ["4", "3", "2", "1", "0"]

    async def test_the_searches_of_an_organisation_that_is_no_more_rest(
        self, library: Library
    ) -> None:
        search = await saved(library.partner)
        ended = {"valid_to": library.now.date().isoformat()}
        await library.editor.patch(f"/organisations/{HEALTHWATCH}", ended, 1)
        await library.published(themes=["carers"])
        await work(library)
        assert await matches(library.partner, search) == []

    async def test_another_systems_findings_match_nothing(self, library: Library) -> None:
        search = await saved(library.partner)
        stranger = library.caller(
            ["insights:read", "insights:deposit", "insights:publish"], None, "QKK"
        )
        draft = (await stranger.post("/findings", finding(themes=["carers"]))).json()
        path = f"/findings/{draft['id']}"
        submitted = (await stranger.act(f"{path}/submit", 1)).json()
        assert (await stranger.act(f"{path}/publish", submitted["revision"])).status_code == 200
        await work(library)
        assert await matches(library.partner, search) == []
