"""What boards mean to take up, and the gaps of what was heard that it touches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id
from insights.gaps import service as gaps
from insights_support import CLOSED, EDITOR, HEALTHWATCH, READER, Library
from planned_support import BOARD, ITEM, planned

pytestmark = pytest.mark.rule("insights.5")


async def listed(library: Library, query: str = "") -> list[dict[str, Any]]:
    answer = await library.partner.get(f"/planned-items{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


class TestGaps:
    async def test_who_was_never_heard_on_its_theme_is_named(self, library: Library) -> None:
        await library.published(themes=["urgent_care"], communities=["homelessness"])
        await library.published(themes=["housing"], communities=["young_carers"])
        await planned(library)
        [item] = await listed(library)
        assert (item["themes"], item["themes_by"]) == (["urgent_care"], "words")
        assert item["comes_on"] == ["2027-01-20"]
        assert item["touches_a_gap"]
        [gap] = item["theme_gaps"]
        assert gap["last_heard"] is not None
        assert "young_carers" in gap["communities_never_heard"]
        assert "homelessness" not in gap["communities_never_heard"]

    async def test_what_its_reader_may_not_see_was_not_heard(self, library: Library) -> None:
        await library.published(
            library.other_partner, themes=["urgent_care"], communities=["homelessness"],
            visibility="organisation",
        )  # fmt: skip
        await planned(library)
        [gap] = (await listed(library))[0]["theme_gaps"]
        assert gap["last_heard"] is None
        assert "homelessness" in gap["communities_never_heard"]

    async def test_of_a_place_update_who_was_never_heard_in_each_place(
        self, library: Library
    ) -> None:
        await library.published(communities=["homelessness"], places=["fylde"])
        places = ["fylde", "Blackpool", "Elsewhere"]
        await planned(library, kind="place_update", title="Update of places", places=places)
        [item] = await listed(library)
        heard = {gap["place"]: gap["communities_never_heard"] for gap in item["place_gaps"]}
        assert set(heard) == {"fylde", "blackpool"}
        assert "homelessness" not in heard["fylde"]
        assert "homelessness" in heard["blackpool"]

    async def test_each_place_is_measured_for_itself_however_many_there_are(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for place in ("fylde", "blackpool"):
            await library.published(communities=["homelessness"], places=[place])
        monkeypatch.setattr(gaps, "MAX_CELLS", 1)
        places = ["Fylde", "Blackpool"]
        await planned(library, kind="place_update", title="Update", places=places)
        [item] = await listed(library)
        assert item["places"] == ["fylde", "blackpool"]
        for gap in item["place_gaps"]:
            assert "homelessness" not in gap["communities_never_heard"]

    async def test_what_is_about_no_theme_touches_none(self, library: Library) -> None:
        await planned(library, title="Minutes of the last meeting")
        [item] = await listed(library)
        assert (item["themes"], item["touches_a_gap"]) == ([], False)

    async def test_a_title_that_stayed_in_governance_has_no_words(self, library: Library) -> None:
        await planned(library, title=None)
        [item] = await listed(library)
        assert (item["title"], item["themes"]) == (None, [])


class TestSaying:
    async def test_a_person_is_right_and_stays_so(self, library: Library) -> None:
        await planned(library)
        said = await library.editor.put(f"/planned-items/{ITEM}/themes", {"themes": ["housing"]}, 1)
        assert said.status_code == 200, said.text
        await planned(library, title="Urgent care again")
        [item] = await listed(library)
        assert (item["themes"], item["themes_by"]) == (["housing"], "person")
        assert item["title"] == "Urgent care again"

    async def test_what_is_no_theme_is_refused_by_field(self, library: Library) -> None:
        await planned(library)
        path = f"/planned-items/{ITEM}/themes"
        answer = await library.editor.put(path, {"themes": ["nothing"]}, 1)
        assert answer.status_code == 422
        assert [one["field"].partition("[")[0] for one in answer.json()["errors"]] == [
            "body.themes"
        ]
        assert (await listed(library))[0]["themes_by"] == "words"

    async def test_it_needs_who_manages_and_an_item(self, library: Library) -> None:
        await planned(library)
        path = f"/planned-items/{ITEM}/themes"
        assert (await library.partner.put(path, {"themes": []}, 1)).status_code == 403
        other = library.caller(EDITOR, None, "QKK")
        assert (await other.put(path, {"themes": []}, 1)).status_code == 404

    async def test_who_manages_for_one_organisation_is_told_of_no_board_that_meets_in_private(
        self, library: Library
    ) -> None:
        await planned(library, in_public=False)
        path, sent = f"/planned-items/{ITEM}/themes", {"themes": ["housing"]}
        answer = await library.caller(EDITOR, HEALTHWATCH).put(path, sent, 1)
        assert (answer.status_code, "themes" in answer.json()) == (404, False)
        assert (await library.editor.put(path, sent, 1)).status_code == 200

    async def test_who_manages_for_one_that_has_ended_is_told_of_no_plan(
        self, library: Library
    ) -> None:
        await planned(library)
        path, sent = f"/planned-items/{ITEM}/themes", {"themes": ["housing"]}
        for organisation, status in ((CLOSED, 404), (HEALTHWATCH, 200)):
            answer = await library.caller(EDITOR, organisation).put(path, sent, 1)
            assert answer.status_code == status, answer.text


class TestPlan:
    @pytest.mark.parametrize("state", ["done", "dropped"])
    async def test_what_is_over_is_listed_no_more(self, library: Library, state: str) -> None:
        await planned(library)
        await planned(library, state=state)
        assert await listed(library) == []

    async def test_it_comes_in_pages_and_by_board(self, library: Library) -> None:
        for number in range(5):
            other = UUID(int=number + 1) if number == 4 else BOARD
            await planned(library, plan_item_id=UUID(int=100 + number), body_id=other)
        ids, query = [], f"?limit=2&body_id={BOARD}"
        while query:
            page = (await library.partner.get(f"/planned-items{query}")).json()
            ids += [UUID(item["id"]).int for item in page["items"]]
            cursor = page["next_cursor"]
            query = f"?limit=2&body_id={BOARD}&cursor={cursor}" if cursor else ""
        assert ids == [100, 101, 102, 103]

    async def test_who_is_neither_partner_nor_editor_is_told_nothing(
        self, library: Library
    ) -> None:
        """Partners are told of the board that meets in public, editors of the other one too."""
        await planned(library)
        await planned(library, plan_item_id=new_id(), in_public=False)
        for scopes, organisation, ics, told in (
            (EDITOR, None, "QE1", 2),
            (READER, HEALTHWATCH, "QE1", 1),
            (READER, CLOSED, "QE1", 0),
            (READER, None, "QE1", 0),
            (EDITOR, None, "QKK", 0),
        ):
            caller = library.caller(scopes, organisation, ics)
            items = (await caller.get("/planned-items")).json()["items"]
            assert len(items) == told, (scopes, organisation, ics)
