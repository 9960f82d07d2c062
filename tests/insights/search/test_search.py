"""Search over published findings."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from common.db.tenancy import system_code
from common.testing.postgres import TestDatabases
from insights.search.extracts import as_html, new_marks
from insights_support import CHARITY, HEALTHWATCH, Library


async def titles(library: Library, query: str) -> list[str]:
    answer = await library.editor.get(f"/search?{query}")
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


@pytest.fixture
async def shelf(library: Library) -> Library:
    """A library with a few findings that differ in everything."""
    await library.published(
        title="Transport home",
        summary="Waiting for the ambulance after an appointment.",
        themes=["patient_transport"],
        communities=["homelessness"],
        places=["fylde"],
        methods=["interview"],
        source="complaints_and_compliments",
        strength="emerging",
        heard_from="2024-01-01",
        heard_to="2024-02-01",
        quotations=[],
        recommendations=[],
        organisation_id=str(HEALTHWATCH),
    )
    await library.published(
        title="Night care in Siobhán's words",
        summary="Long waits at the walk-in centre & little said.",
        themes=["urgent_care", "carers"],
        communities=["young_carers"],
        places=["blackpool"],
        methods=["survey"],
        source="friends_and_family_test",
        strength="strong",
        heard_from="2026-01-01",
        heard_to="2026-02-01",
        quotations=[],
        recommendations=["Tell people about the ambulance."],
        organisation_id=str(CHARITY),
    )
    return library


NIGHT, HOME = "Night care in Siobhán's words", "Transport home"


@pytest.mark.rule("insights.4")
class TestSearch:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("waiting", {NIGHT, HOME}),
            ("siobhan", {NIGHT}),
            ('"walk-in centre"', {NIGHT}),
            ("ambulance -night", {HOME}),
            ("ambulances or nothing", {NIGHT, HOME}),
            ("submarine", set()),
        ],
    )
    async def test_words_phrases_and_accents(
        self, shelf: Library, words: str, expected: set[str]
    ) -> None:
        assert set(await titles(shelf, f"q={quote(words)}")) == expected

    async def test_a_title_weighs_more_than_a_recommendation(self, shelf: Library) -> None:
        await shelf.published(title="The ambulance", summary="Fine.")
        assert (await titles(shelf, "q=ambulance"))[0] == "The ambulance"
        assert (await titles(shelf, "q=ambulance&order=recency"))[0] == "The ambulance"

    @pytest.mark.parametrize(
        "filters",
        [
            "theme=carers",
            "community=young_carers",
            "place=blackpool",
            "method=survey",
            "source=friends_and_family_test",
            "strength=strong",
            f"organisation={CHARITY}",
            "heard_after=2026-01-01",
            "theme=carers&theme=housing&place=blackpool",
        ],
    )
    async def test_each_filter_leaves_what_it_names(self, shelf: Library, filters: str) -> None:
        assert await titles(shelf, filters) == [NIGHT]

    async def test_a_day_before_which_it_was_heard(self, shelf: Library) -> None:
        assert await titles(shelf, "heard_before=2025-01-01") == [HOME]

    async def test_counts_tell_what_each_filter_would_leave(self, shelf: Library) -> None:
        body = (await shelf.editor.get("/search?q=waiting")).json()
        assert body["total"] == 2
        counts: dict[str, Any] = {
            name: {entry["code"]: entry["count"] for entry in entries}
            for name, entries in body["counts"].items()
        }
        assert counts["theme"] == {"urgent_care": 1, "carers": 1, "patient_transport": 1}
        assert counts["place"] == {"blackpool": 1, "fylde": 1}
        assert counts["organisation"] == {str(HEALTHWATCH): 1, str(CHARITY): 1}
        assert set(counts) == {
            "theme",
            "community",
            "place",
            "method",
            "source",
            "strength",
            "organisation",
        }

    async def test_extracts_mark_what_was_found_and_escape_the_rest(self, shelf: Library) -> None:
        [item] = (await shelf.editor.get("/search?q=walk")).json()["items"]
        assert "<mark>walk</mark>" in item["extract"]
        assert "&amp; little" in item["extract"]

    async def test_pages_hold_each_finding_once_in_either_order(self, library: Library) -> None:
        for number in range(7):
            await library.published(title=f"Care {'care ' * number}{number}")
        for order in ("relevance", "recency"):
            seen: list[str] = []
            cursor = ""
            while True:
                address = f"/search?q=care&order={order}&limit=2{cursor}"
                body = (await library.editor.get(address)).json()
                assert body["total"] == (None if cursor else 7)
                seen += [item["id"] for item in body["items"]]
                if body["next_cursor"] is None:
                    break
                cursor = f"&cursor={body['next_cursor']}"
            assert len(seen) == len(set(seen)) == 7, order

    async def test_what_is_superseded_or_withdrawn_is_not_found(self, library: Library) -> None:
        old, new = await library.published(title="Old"), await library.published(title="New")
        await library.editor.act(
            f"/findings/{old['id']}/supersede", old["revision"], {"superseded_by": new["id"]}
        )
        assert await titles(library, "") == ["New"]
        await library.editor.act(
            f"/findings/{new['id']}/withdraw", new["revision"], {"reason": "An error."}
        )
        assert await titles(library, "") == []

    @pytest.mark.parametrize(
        "words", ["", "&&&", "'", ":*", "a:b|!c", '"', "(", "\\", "%00", "-", "or", "x" * 400]
    )
    async def test_any_words_can_be_searched_for(self, shelf: Library, words: str) -> None:
        answer = await shelf.editor.get(f"/search?q={quote(words, safe='%')}")
        assert answer.status_code in {200, 422}

    async def test_what_is_not_known_is_refused_by_name(self, shelf: Library) -> None:
        answer = await shelf.editor.get("/search?colour=red&order=size")
        assert answer.status_code == 422


class TestExtracts:
    @given(st.text())
    def test_no_markup_but_the_marks_comes_through(self, text: str) -> None:
        marks = new_marks()
        shown = as_html(f"{marks[0]}{text}{marks[1]}", marks)
        inside = shown.removeprefix("<mark>").removesuffix("</mark>")
        assert "<" not in inside
        assert ">" not in inside


_COLUMNS = """organisation_id, state, revision, version, latest_version, published_version, title,
    summary, content, themes, communities, places, methods, visibility, activity_ids, published_at,
    created_at, created_by"""
_MANY = f"""
INSERT INTO findings (ics, id, reference, {_COLUMNS})
SELECT ics, uuidv7(), reference || '-' || n, {_COLUMNS}
FROM findings, generate_series(1, 3000) AS n WHERE id = :id
"""


class TestIndex:
    @pytest.mark.parametrize(
        ("condition", "operator"),
        [
            ("search @@ to_tsquery('simple', 'nobodysaidthis')", "@@"),
            ("themes && ARRAY['nothing']", "&&"),
            ("communities && ARRAY['nobody']", "&&"),
            ("places && ARRAY['nowhere']", "&&"),
            ("methods && ARRAY['nohow']", "&&"),
            (f"organisation_id = '{CHARITY}'", "organisation_id"),
        ],
    )
    async def test_what_is_rare_is_found_by_an_index_in_spite_of_row_level_security(
        self, library: Library, databases: TestDatabases, condition: str, operator: str
    ) -> None:
        one = await library.published()
        async with library.database.transaction(system_code("QE1")) as session:
            await session.execute(text(_MANY), {"id": one["id"]})
        owner = await asyncpg.connect(databases.server.url("insights_owner"))
        await owner.execute("VACUUM ANALYZE insights.findings")
        await owner.close()
        async with library.database.reading(system_code("QE1")) as session:
            plan = await session.scalars(
                text(f"EXPLAIN SELECT id FROM findings WHERE state = 'published' AND {condition}")
            )
            lines = [line.strip() for line in plan]

        used = next(line for line in lines if line.startswith("Index Cond"))
        assert operator in used, lines
