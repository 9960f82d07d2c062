"""A brief that is read again, by whom, and as a document."""

from __future__ import annotations

from datetime import timedelta

import pytest

from briefs_support import QUESTION, brief, change, read, references, words_of
from insights_support import Library

pytestmark = pytest.mark.rule("insights.8")


class TestReadingAgain:
    async def test_it_says_what_it_said_however_the_library_grows(self, library: Library) -> None:
        found = await library.published(people_heard=40)
        made = await brief(library.partner)
        await library.published(strength="strong")
        await change(library, found, title="Changed", people_heard=400)
        again = await read(library.partner, made)
        assert again["as_made"]
        assert [one.pop("since") for one in again["findings"]] == ["newer_version"]
        assert [one.pop("since") for one in made["findings"]] == [None]
        assert again == made

    async def test_one_of_an_earlier_day_is_the_one_that_was_made_on_it(
        self, library: Library
    ) -> None:
        found = await library.published(summary="Hours at night.")
        then = await brief(library.partner, words="hours")
        library.clock.advance(timedelta(days=40))
        await change(library, found, summary="Minutes at night.", strength="strong")
        await library.published(summary="Many hours.")
        now = await brief(library.partner, words="hours")
        assert len(now["findings"]) == 1
        assert now["findings"][0]["reference"] != found["reference"]
        again = await brief(library.partner, words="hours", as_of=then["as_of"])
        assert again["digest"] == then["digest"]
        assert again["findings"][0]["summary"] == "Hours at night."
        other = await brief(library.partner, words="minutes", as_of=then["as_of"])
        assert other["findings"] == []

    async def test_what_is_withdrawn_is_named_and_told_no_more(self, library: Library) -> None:
        found = await library.published(summary="Heliotrope, every word of it.")
        kept = await library.published()
        made = await brief(library.partner)
        withdrawn = await library.editor.act(
            f"/findings/{found['id']}/withdraw", found["revision"], {"reason": "Not sound."}
        )
        assert withdrawn.status_code == 200, withdrawn.text
        again = await read(library.partner, made)
        assert references(again) == [kept["reference"]]
        assert [(one["reference"], one["reason"]) for one in again["withdrawn"]] == [
            (found["reference"], "Not sound.")
        ]
        assert not again["as_made"]
        assert again["digest"] == made["digest"]
        for name in ("document.html", "document.docx"):
            answer = await library.partner.get(f"/briefs/{made['id']}/{name}")
            assert "Heliotrope" not in words_of(answer)
        assert "was withdrawn on" in words_of(answer)

    async def test_what_stands_in_for_another_is_said(self, library: Library) -> None:
        found, other = await library.published(), await library.published()
        made = await brief(library.partner)
        superseded = await library.editor.act(
            f"/findings/{found['id']}/supersede", found["revision"], {"superseded_by": other["id"]}
        )
        assert superseded.status_code == 200, superseded.text
        again = await read(library.partner, made)
        since = {one["reference"]: one["since"] for one in again["findings"]}
        assert since == {found["reference"]: "superseded", other["reference"]: None}
        assert len((await brief(library.partner))["findings"]) == 1


class TestWhomItIsFor:
    @pytest.mark.parametrize(
        ("visibility", "expected"),
        [("public", {"public"}), ("partners", {"public", "partners"}),
         ("organisation", {"public", "partners", "organisation"})],
    )  # fmt: skip
    async def test_it_rests_on_nothing_that_its_readers_may_not_see(
        self, library: Library, visibility: str, expected: set[str]
    ) -> None:
        for one in ("public", "partners", "organisation"):
            await library.published(library.partner, title=one, visibility=one)
        await library.published(library.other_partner, title="others", visibility="organisation")
        made = await brief(library.partner, visibility=visibility)
        assert {one["title"] for one in made["findings"]} == expected
        editors = await brief(library.editor, visibility=visibility)
        assert {one["title"] for one in editors["findings"]} == expected - {"organisation"}

    async def test_whoever_only_reads_has_their_own(self, library: Library) -> None:
        await library.published(library.partner, visibility="partners")
        found = await library.published(library.partner)
        made = await brief(library.reader)
        assert references(made) == references(await read(library.reader, made))
        assert references(made) == [found["reference"]]
        listed = (await library.reader.get("/briefs")).json()["items"]
        assert [one["id"] for one in listed] == [made["id"]]
        another = library.caller(["insights:read", "governance:read"])
        assert (await another.get(f"/briefs/{made['id']}")).status_code == 404
        assert (await another.get("/briefs")).json()["items"] == []

    async def test_what_its_maker_may_not_see_is_not_in_it(self, library: Library) -> None:
        await library.published(library.other_partner, visibility="partners")
        of_nobody = library.caller(["insights:read", "insights:deposit"])
        made = await brief(of_nobody)
        assert (made["findings"], made["matched"], made["not_shown"]) == ([], 0, 0)

    async def test_what_was_open_later_only_is_not_in_one_of_an_earlier_day(
        self, library: Library
    ) -> None:
        found = await library.published(library.partner, visibility="organisation")
        day = library.now.date().isoformat()
        library.clock.advance(timedelta(days=2))
        await change(library, found, visibility="public")
        made = await brief(library.partner, visibility="public", as_of=day)
        assert (made["findings"], made["matched"]) == ([], 0)
        assert len((await brief(library.partner, visibility="public"))["findings"]) == 1

    async def test_what_was_closed_since_is_not_shown_to_others(self, library: Library) -> None:
        found = await library.published(library.partner, title="Heliotrope")
        other = await library.published(library.partner)
        pair = {"first": found["id"], "second": other["id"], "note": "Heliotrope differs."}
        made = await brief(library.partner, visibility="public", contradictions=[pair])
        await change(library, found, visibility="organisation")
        for caller, shown in ((library.partner, 2), (library.reader, 1)):
            again = await read(caller, made)
            assert len(again["findings"]) == shown
            assert again["not_shown"] == 2 - shown
            assert ("Heliotrope" in str(again)) == (shown == 2)

    async def test_another_system_has_none_of_it(self, library: Library) -> None:
        made = await brief(library.partner, visibility="public")
        stranger = library.caller(["insights:read"], None, "QKK")
        assert (await stranger.get(f"/briefs/{made['id']}")).status_code == 404
        assert (await stranger.get("/briefs")).json()["items"] == []

    async def test_the_list_is_paged_newest_first(self, library: Library) -> None:
        made = []
        for _ in range(3):
            library.clock.advance(timedelta(minutes=1))
            made.append(await brief(library.partner))
        first = (await library.partner.get("/briefs?limit=2")).json()
        rest = (await library.partner.get(f"/briefs?cursor={first['next_cursor']}")).json()
        listed = [one["id"] for one in first["items"] + rest["items"]]
        assert listed == [one["id"] for one in reversed(made)]
        assert rest["next_cursor"] is None


class TestDocuments:
    @pytest.mark.parametrize("name", ["document.html", "document.docx"])
    async def test_they_say_all_of_it(self, library: Library, name: str) -> None:
        found = await library.published(
            library.partner, summary="Hours <b>at night</b>.", people_heard=4, limits=["Few places"]
        )
        other = await library.published(library.other_partner, communities=["young_carers"])
        pair = {"first": found["id"], "second": other["id"], "note": "Nights against days."}
        made = await brief(library.partner, visibility="public", contradictions=[pair])
        said = words_of(await library.partner.get(f"/briefs/{made['id']}/{name}"))
        for words in (
            QUESTION,
            found["reference"],
            "Healthwatch of the Coast",
            "young carers",
            "homelessness",
            "a small number of people",
            "Nights against days.",
            "Few places",
            "Say how long the wait is.",
            "30 September 2026, recent",
            made["digest"],
            f"/api/v1/QE1/insights/briefs/{made['id']}",
        ):
            assert words in said, words
        assert "<b>at night</b>" not in said or name.endswith("docx")

    async def test_a_brief_about_nothing_says_so(self, library: Library) -> None:
        made = await brief(library.partner, words="unheardofword")
        said = words_of(await library.partner.get(f"/briefs/{made['id']}/document.html"))
        assert "Nothing in the library answers this question." in said

    async def test_the_docx_is_saved_not_opened(self, library: Library) -> None:
        made = await brief(library.partner)
        answer = await library.partner.get(f"/briefs/{made['id']}/document.docx")
        assert answer.headers["Content-Disposition"].startswith("attachment")
