"""Which findings a search considers, and by which ways it comes to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from common.db.tenancy import SystemCode
from insights.search import picking, ways
from insights_support import Library


@pytest.fixture
async def seven(library: Library) -> Library:
    """Seven findings about care, the oldest of which is most about it."""
    for number in range(7):
        await library.published(title=f"Care {number}", summary="Care. " * (7 - number))
        library.clock.advance(timedelta(days=1))
    return library


async def found(library: Library, query: str) -> dict[str, Any]:
    answer = await library.editor.get(f"/search?{query}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.rule("insights.4")
class TestConsidered:
    """Ranked and counted are the newest that match, so many at most."""

    async def test_a_small_library_is_considered_whole(self, seven: Library) -> None:
        body = await found(seven, "q=care")
        assert (body["total"], body["total_is_least"]) == (7, False)
        assert body["items"][0]["title"] == "Care 0"

    async def test_more_than_are_considered_is_said(
        self, seven: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ways, "CONSIDERED", 3)
        body = await found(seven, "q=care")
        assert (body["total"], body["total_is_least"]) == (3, True)
        assert [item["title"] for item in body["items"]] == ["Care 4", "Care 5", "Care 6"]
        assert [entry["count"] for entry in body["counts"]["theme"]] == [3]

    async def test_by_recency_the_pages_go_on_to_the_oldest(
        self, seven: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ways, "CONSIDERED", 3)
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            body = await found(seven, f"q=care&order=recency&limit=2{cursor}")
            seen += [item["title"] for item in body["items"]]
            cursor = f"&cursor={body['next_cursor']}" if body["next_cursor"] else None
        assert seen == [f"Care {number}" for number in (6, 5, 4, 3, 2, 1, 0)]

    @pytest.mark.parametrize(
        ("considered", "quickest", "found_by"),
        [
            (250, ("all", None), ["newest", "all"]),
            (1, ("all", None), ["newest"]),
            (3, ("pass", 4), ["newest", "newest"]),
            (3, ("since", 4), ["newest", "since"]),
            (250, ("pass", 4), ["newest", "newest", "all"]),
            (250, ("since", 4), ["newest", "since", "all"]),
        ],
        ids=["all", "the sample", "passing", "by week", "passing, then all", "by week, then all"],
    )
    @pytest.mark.parametrize(
        "query",
        ["q=care", "q=care&order=recency", "q=care&order=strength", "q=care&theme=urgent_care", ""],
    )
    async def test_every_way_to_them_finds_the_same(
        self,
        *,
        seven: Library,
        monkeypatch: pytest.MonkeyPatch,
        considered: int,
        quickest: tuple[str, int | None],
        found_by: list[str],
        query: str,
    ) -> None:
        monkeypatch.setattr(ways, "CONSIDERED", considered)
        expected = await found(seven, query)
        monkeypatch.setattr(ways, "SMALL", -2)
        monkeypatch.setattr(ways, "SAMPLE", 2)
        monkeypatch.setattr(ways, "quickest", lambda *_: quickest)
        taken = _watch_ways(monkeypatch)
        assert await found(seven, query) == expected
        assert taken == found_by

    async def test_where_too_few_were_found_it_goes_back_farther_by_the_same_index(
        self, seven: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ways, "CONSIDERED", 3)
        monkeypatch.setattr(ways, "SMALL", -2)
        monkeypatch.setattr(ways, "SAMPLE", 1)
        monkeypatch.setattr(ways, "quickest", lambda *_: ("since", 1))
        monkeypatch.setattr(ways, "library_size", _seven)
        taken, passed = _watch_ways(monkeypatch), _watch_days(monkeypatch)
        body = await found(seven, "q=care")
        assert [item["title"] for item in body["items"]] == ["Care 4", "Care 5", "Care 6"]
        assert taken == ["newest", "since", "since"]
        assert passed == ["on", "on"]

    @pytest.mark.parametrize(
        ("query", "holding"),
        [("q=care", 7), ("q=care&theme=carers", 0), ("q=care&heard_after=2030-01-01", 7)],
        ids=["words", "codes, which the index knows", "days, which it doesn't know"],
    )
    async def test_the_way_is_chosen_by_what_the_index_would_find(
        self, seven: Library, monkeypatch: pytest.MonkeyPatch, query: str, holding: int
    ) -> None:
        monkeypatch.setattr(ways, "SMALL", -2)
        told: list[int] = []

        def noted(_: int, holding: int, *__: Any) -> tuple[str, None]:
            told.append(holding)
            return "all", None

        monkeypatch.setattr(ways, "quickest", noted)
        await found(seven, query)
        assert told == [holding]

    async def test_a_later_page_by_relevance_is_of_the_same_findings(
        self, seven: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ways, "CONSIDERED", 5)
        first = await found(seven, "q=care&limit=3")
        later = await found(seven, f"q=care&limit=3&cursor={first['next_cursor']}")
        shown = [item["title"] for item in first["items"] + later["items"]]
        assert shown == ["Care 2", "Care 3", "Care 4", "Care 5", "Care 6"]
        assert (later["total"], later["counts"], later["total_is_least"]) == (None, {}, False)

    async def test_a_cursor_of_the_other_order_is_refused(self, seven: Library) -> None:
        body = await found(seven, "q=care&limit=2")
        answer = await seven.editor.get(
            f"/search?q=care&order=recency&cursor={body['next_cursor']}"
        )
        assert answer.status_code == 422


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 25, 23, 59, 59, 999999, UTC),
        datetime(2026, 11, 26, tzinfo=UTC),
        datetime(2026, 11, 26, 0, 30, tzinfo=timezone(timedelta(hours=1))),
    ],
)
async def test_a_week_is_numbered_as_the_index_numbers_it(
    library: Library, moment: datetime
) -> None:
    """Or a search back to a moment would leave out the days between its week and another's."""
    library.clock.now = moment
    published = await library.published(title="Care")
    async with library.database.reading(SystemCode("QE1")) as session:
        week = await session.scalar(
            text("SELECT published_week FROM insights.findings WHERE id = :id"),
            {"id": published["id"]},
        )
    assert week == picking.week_of(moment)


async def test_an_index_has_the_whole_order_of_the_newest(library: Library) -> None:
    """Sorting the first look's findings would cost a quarter of it."""
    async with library.database.reading(SystemCode("QE1")) as session:
        index = await session.scalar(
            text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_findings_published_at'")
        )
    assert "(ics, published_at, id)" in str(index)
    assert str(picking.NEWEST).endswith(
        "ORDER BY insights.findings.published_at DESC, insights.findings.id DESC"
    )


_LIBRARY = 1_000_000
_PHRASE = "q=" + quote('"long wait"')


class TestQuickest:
    """How far back is what the sample tells, and the quickest way there is taken."""

    @pytest.mark.parametrize("matches", [200, 20])
    def test_what_is_not_rare_is_looked_up_by_word_and_week(self, matches: int) -> None:
        way, back = ways.quickest(matches, matches, _LIBRARY, None)
        assert way == "since"
        assert back is not None
        assert ways.CONSIDERED < back * matches / ways.SAMPLE < 2 * ways.CONSIDERED

    def test_what_is_rare_among_findings_that_share_a_common_word_is_passed(self) -> None:
        assert ways.quickest(60, 60, _LIBRARY, None)[0] == "since"
        assert ways.quickest(60, 600, _LIBRARY, None)[0] == "pass"

    @pytest.mark.parametrize(
        ("matches", "library"), [(0, _LIBRARY), (1, _LIBRARY), (20, 10_000), (199, 3_000)]
    )
    def test_what_is_rare_or_in_a_small_library_is_looked_for_in_all(
        self, matches: int, library: int
    ) -> None:
        assert ways.quickest(matches, matches, library, None) == ("all", None)

    def test_where_too_few_were_found_twice_as_many_as_that_tells_are_gone_back_through(
        self,
    ) -> None:
        assert ways.farther(10_000, 200, _LIBRARY, None) == 25_000
        assert ways.farther(10_000, 0, _LIBRARY, None) is None
        assert ways.farther(10_000, 200, 25_000, None) is None
        assert ways.farther(10_000, 200, _LIBRARY, 12_000) == 12_000

    @pytest.mark.parametrize("matches", [0, 1, 20])
    def test_never_farther_than_a_phrase_may_be_read_for(self, matches: int) -> None:
        assert ways.quickest(matches, 200, _LIBRARY, 5_000)[1] == 5_000


@pytest.mark.rule("insights.4")
class TestPhrases:
    """Of a phrase whose words are common only so many findings are read."""

    @pytest.fixture
    async def loose(self, library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
        """Two findings with a phrase, with five between them that have its words alone."""
        for number in range(7):
            phrase = "long wait" if number in (0, 6) else "wait long"
            await library.published(title=f"Care {number}", summary=f"A {phrase}.", quotations=[])
            library.clock.advance(timedelta(days=1))
        monkeypatch.setattr(ways, "SMALL", -2)
        monkeypatch.setattr(ways, "library_size", _seven)
        return library

    async def test_older_ones_are_left_and_the_answer_says_so(
        self, loose: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ways, "READ", 3)
        monkeypatch.setattr(ways, "SAMPLE", 7)
        body = await found(loose, _PHRASE)
        assert [item["title"] for item in body["items"]] == ["Care 6"]
        assert (body["total"], body["total_is_least"]) == (1, True)

    async def test_by_recency_the_older_ones_follow(
        self, loose: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ways, "READ", 3)
        monkeypatch.setattr(ways, "SAMPLE", 7)
        body = await found(loose, _PHRASE + "&order=recency")
        assert [item["title"] for item in body["items"]] == ["Care 6", "Care 0"]

    async def test_few_enough_are_all_read(self, loose: Library) -> None:
        body = await found(loose, _PHRASE)
        assert (body["total"], body["total_is_least"]) == (2, False)


async def _seven(_: object) -> float:
    return 7


def _watch_days(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note whether findings may be passed by their index, each time that some are."""
    settings: list[str] = []
    day = ways._DAY

    class Noted:
        async def one(self, session: Any, values: Any) -> Any:
            settings.append(await session.scalar(text("SHOW enable_indexscan")))
            return await day.one(session, values)

    monkeypatch.setattr(ways, "_DAY", Noted())
    return settings


def _watch_ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note by which ways a search finds."""
    taken: list[str] = []
    pick = picking.pick

    async def noted(
        session: Any, asked: Any, most: int, reach: picking.Reach, bound: Any
    ) -> picking.Picked:
        taken.append(reach)
        return await pick(session, asked, most, reach, bound)

    monkeypatch.setattr(ways, "pick", noted)
    return taken
