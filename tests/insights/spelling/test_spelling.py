"""Searches that forgive typing errors."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from common.db.tenancy import system_code
from insights.settings import InsightsSettings
from insights.spelling.service import likeliest, read_libraries, read_library
from insights.worker import periodic
from insights_support import CHARITY, HEALTHWATCH, QE1, QKK, Caller, Library
from notices_support import matches, saved, work


async def search(caller: Caller, words: str, more: str = "") -> dict[str, Any]:
    answer = await caller.get(f"/search?q={quote(words)}{more}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def shown(caller: Caller, words: str, more: str = "") -> str | None:
    """Give the words that were searched for instead, if any were."""
    showing = (await search(caller, words, more))["showing"]
    return str(showing["words"]) if showing else None


def titles(body: dict[str, Any]) -> set[str]:
    return {item["title"] for item in body["items"]}


async def read(library: Library) -> None:
    await read_libraries(library.database, library.clock)


async def is_kept(library: Library, word: str) -> bool:
    """Tell whether a word was read out of the library."""
    kept = text("SELECT EXISTS (SELECT FROM library_words WHERE word = :word)")
    async with library.database.reading(QE1) as session:
        return bool(await session.scalar(kept, {"word": word}))


@pytest.fixture
async def shelf(library: Library) -> Library:
    """A library whose words were read."""
    plain: dict[str, Any] = {"quotations": [], "recommendations": []}
    await library.published(
        title="Diabetes checks", summary="A long waiting list for an appointment.", **plain
    )
    await library.published(title="The pharmacist", summary="Siobhán knows diabetes.", **plain)
    await library.published(title="Lifts", summary="The doctor's lift was broken.", **plain)
    await read(library)
    return library


@pytest.mark.rule("insights.4")
class TestMending:
    @pytest.mark.parametrize(
        ("typed", "mended"),
        [
            ("diabetis", "diabetes"),
            ("Pharmicist", "pharmacist"),
            ("apointment", "appointment"),
            ("appiontmnet", "appointment"),
            ("Siobhann", "siobhan"),
            ("siöbhánn", "siobhan"),
            ("dotcor", "doctor"),
        ],
    )
    async def test_a_mistyped_word_finds_what_was_meant(
        self, shelf: Library, typed: str, mended: str
    ) -> None:
        body = await search(shelf.reader, typed)
        assert body["showing"] == {
            "words": mended,
            "changed": [{"typed": typed.lower(), "shown": mended}],
        }
        assert titles(body) == titles(await search(shelf.reader, mended))
        assert body["total"] >= 1

    @pytest.mark.parametrize(
        ("typed", "mended"),
        [
            ('"long waitng list"', '"long waiting list"'),
            ("checks -pharmicist", "checks -pharmacist"),
            ("diabetis or lifts", "diabetes or lifts"),
            ("waitng diabetis", "waiting diabetes"),
        ],
    )
    async def test_words_of_phrases_and_words_left_out_are_mended_where_they_stand(
        self, shelf: Library, typed: str, mended: str
    ) -> None:
        body = await search(shelf.reader, typed)
        assert body["showing"]["words"] == mended
        assert titles(body) == titles(await search(shelf.reader, mended, "&exact=true")) != set()

    async def test_a_word_left_out_leaves_out_what_was_meant(self, shelf: Library) -> None:
        assert titles(await search(shelf.reader, "diabetes -pharmicist")) == {"Diabetes checks"}

    async def test_the_exact_words_can_be_asked_for(self, shelf: Library) -> None:
        body = await search(shelf.reader, "diabetis", "&exact=true")
        assert (body["showing"], body["items"]) == (None, [])

    async def test_extracts_and_further_pages_are_of_what_is_shown(self, shelf: Library) -> None:
        first = await search(shelf.reader, "diabetis", "&limit=1")
        second = await search(shelf.reader, "diabetis", f"&limit=1&cursor={first['next_cursor']}")
        assert second["showing"] == first["showing"]
        assert titles(first) | titles(second) == {"Diabetes checks", "The pharmacist"}
        assert "<mark>diabetes</mark>" in second["items"][0]["extract"]

    @pytest.mark.parametrize(
        "words",
        [
            "diabetic",  # is found by its stem
            "the waiting",
            "submarine",  # near to nothing
            "lft",  # too short
            "diabetis.org",
            "me@diabetis.org",
            "diabetis7",
            "",
        ],
    )
    async def test_other_words_stay_as_they_are(self, shelf: Library, words: str) -> None:
        assert await shown(shelf.reader, words) is None

    async def test_what_the_filters_leave_out_changes_no_word(self, shelf: Library) -> None:
        body = await search(shelf.reader, "diabetes", "&place=nowhere")
        assert (body["showing"], body["items"]) == (None, [])

    async def test_a_word_new_since_the_library_was_read_is_no_mistake(
        self, shelf: Library
    ) -> None:
        await shelf.published(title="Diabetis", summary="So it was written.")
        assert await shown(shelf.reader, "diabetis") is None


@pytest.mark.rule("insights.4")
class TestWhoMayKnow:
    """Nobody learns of a word that they could not have found."""

    @pytest.mark.parametrize("visibility", ["partners", "organisation"])
    async def test_a_word_of_what_is_not_public_is_never_told(
        self, library: Library, visibility: str
    ) -> None:
        await library.published(
            title="Zephyrine", visibility=visibility, organisation_id=str(HEALTHWATCH)
        )
        await read(library)
        for caller in (library.reader, library.partner, library.other_partner, library.editor):
            assert await shown(caller, "zephirine") is None
        assert not await is_kept(library, "zephyrine")

    async def test_a_draft_is_not_read(self, library: Library) -> None:
        await library.draft(title="Zephyrine")
        await read(library)
        assert await shown(library.editor, "zephirine") is None
        assert not await is_kept(library, "zephyrine")

    async def test_a_word_of_what_was_withdrawn_is_told_no_more(self, library: Library) -> None:
        one = await library.published(title="Zephyrine")
        await read(library)
        assert await shown(library.reader, "zephirine") == "zephyrine"
        step = f"/findings/{one['id']}/withdraw"
        await library.editor.act(step, one["revision"], {"reason": "An error."})
        assert await shown(library.reader, "zephirine") is None  # before it is read again, too
        await read(library)
        assert not await is_kept(library, "zephyrine")

    async def test_whether_a_word_finds_anything_is_asked_of_what_the_reader_may_see(
        self, shelf: Library
    ) -> None:
        await shelf.published(
            title="Diabetis", visibility="organisation", organisation_id=str(CHARITY)
        )
        assert await shown(shelf.other_partner, "diabetis") is None
        assert await shown(shelf.partner, "diabetis") == "diabetes"

    async def test_another_systems_words_are_its_own(self, shelf: Library) -> None:
        there = shelf.caller(["insights:read"], ics=QKK)
        assert await shown(there, "diabetis") is None


@pytest.mark.rule("insights.4")
class TestWordsAsTyped:
    """What goes on without anybody there to see what is shown goes by the words as typed."""

    async def test_a_saved_search_keeps_its_words(self, shelf: Library) -> None:
        search = await saved(shelf.partner, query={"words": "diabetis"})
        assert search["query"]["words"] == "diabetis"
        await shelf.published(title="Diabetes again")
        await work(shelf)
        assert await matches(shelf.partner, search) == []

    async def test_the_library_as_files_goes_by_the_words_as_typed(self, shelf: Library) -> None:
        answer = await shelf.reader.get("/exports/findings.jsonl?q=diabetis")
        assert (answer.status_code, answer.text) == (200, "")


class TestReading:
    async def test_the_worker_reads_them(self, library: Library, service_settings: Any) -> None:
        await library.published(title="Zephyrine")
        jobs = {job.name: job for job in periodic(service_settings(InsightsSettings))}
        await jobs["words of the library"].job(library.database)
        assert await shown(library.reader, "zephirine") == "zephyrine"

    async def test_words_are_read_again_only_after_a_change(self, shelf: Library) -> None:
        assert not await read_library(shelf.database, QE1, shelf.clock)
        await shelf.published(title="Zephyrine")
        assert await read_library(shelf.database, QE1, shelf.clock)
        assert not await read_library(shelf.database, QE1, shelf.clock)
        assert await shown(shelf.reader, "zephirine") == "zephyrine"

    async def test_a_word_stands_once_with_its_findings_and_without_stop_words_and_numbers(
        self, shelf: Library
    ) -> None:
        async with shelf.database.reading(system_code("QE1")) as session:
            rows = await session.execute(text("SELECT word, findings FROM library_words"))
            words = {row[0]: row[1] for row in rows}
        assert words["diabetes"] == 2
        assert words["siobhan"] == 1
        assert {"the", "for", "siobhán"}.isdisjoint(words)

    async def test_every_field_that_a_search_looks_in_is_read(self, library: Library) -> None:
        await library.published(
            title="Alphaword",
            summary="Bravoword.",
            recommendations=["Charlieword."],
            quotations=[{"text": "Deltaword.", "consent": True}],
        )
        await read(library)
        async with library.database.reading(QE1) as session:
            rows = await session.scalars(text("SELECT word FROM library_words"))
            assert {"alphaword", "bravoword", "charlieword", "deltaword"} <= set(rows)


class TestLikeliest:
    def test_a_nearer_word_comes_first_but_for_a_much_commoner_one(self) -> None:
        known, findings = ["apointment", "appointment"], ["1", "5000"]
        assert likeliest("apointmant", known, findings, 2) == ["appointment", "apointment"]
        assert likeliest("apointmant", known, ["60", "5000"], 2) == ["apointment", "appointment"]

    def test_letters_changed_about_are_one_error(self) -> None:
        assert likeliest("pian", ["pain", "plans"], ["1", "1"], 1) == ["pain"]

    def test_of_words_as_near_and_as_common_the_order_is_always_the_same(self) -> None:
        assert likeliest("bart", ["bars", "cart"], ["1", "1"], 1) == ["bars", "cart"]
