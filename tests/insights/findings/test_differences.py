"""What one version says that another doesn't."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]

from insights.findings.differences import Difference, Part, as_html, between
from insights.findings.schemas import FindingContent
from insights_support import Library, finding

pytestmark = pytest.mark.rule("insights.2")

TEXTS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1
).filter(str.strip)
WORDY = (
    st.lists(st.sampled_from(["a", "b", "wait", "long.", "\n"]), min_size=1)
    .map(" ".join)
    .filter(str.strip)
)


def content(**fields: Any) -> FindingContent:
    return FindingContent.model_validate(finding(**fields))


def only(before: FindingContent, after: FindingContent) -> Difference:
    [one] = between(before, after)
    return one


class TestBetween:
    def test_words_are_marked_and_the_rest_stays(self) -> None:
        before = content(summary="People wait long at night.")
        one = only(before, content(summary="People wait far too long at night."))
        assert one.field == "summary"
        assert {part.change for part in one.parts} == {"same", "added"}
        [come] = [part.text for part in one.parts if part.change == "added"]
        assert come.split() == ["far", "too"]

    def test_codes_are_compared_whatever_their_order(self) -> None:
        one = only(content(themes=["carers", "housing"]), content(themes=["urgent_care", "carers"]))
        assert one.parts == (
            Part("same", "carers\n"), Part("removed", "housing\n"), Part("added", "urgent_care\n"),
        )  # fmt: skip

    def test_of_a_list_of_texts_only_the_changed_one_is_marked(self) -> None:
        one = only(
            content(recommendations=["Say it.", "Show the wait.", "Ask."]),
            content(recommendations=["Say it.", "Show each wait.", "Ask.", "Tell."]),
        )
        assert [part.text for part in one.parts if part.change == "removed"] == ["the"]
        assert [part.text for part in one.parts if part.change == "added"] == ["each", "Tell.\n"]

    def test_figures_quotations_and_what_was_empty(self) -> None:
        quotation = {"text": "Nobody said.", "consent": True, "attribution": "carer, 60s"}
        changed = between(
            content(people_heard=None), content(people_heard=40, quotations=[quotation])
        )
        assert [one.field for one in changed] == ["people_heard", "quotations"]
        assert changed[0].parts == (Part("added", "40\n"),)
        come = "".join(part.text for part in changed[1].parts if part.change != "removed")
        assert come == "text: Nobody said.; attribution: carer, 60s; consent: True\n"

    def test_the_same_differs_in_nothing(self) -> None:
        assert between(content(), content()) == []

    @given(st.one_of(st.tuples(TEXTS, TEXTS), st.tuples(WORDY, WORDY)))
    def test_both_texts_can_be_put_together_from_the_parts(self, texts: tuple[str, str]) -> None:
        before, after = (content(summary=text[:5000]) for text in texts)
        for one in between(before, after):
            kept = "".join(part.text for part in one.parts if part.change != "added")
            come = "".join(part.text for part in one.parts if part.change != "removed")
            assert kept == "".join(f"{line}\n" for line in before.summary.splitlines())
            assert come == "".join(f"{line}\n" for line in after.summary.splitlines())

    def test_the_longest_that_a_finding_can_be_is_compared_in_time(self) -> None:
        before = content(recommendations=["a b " * 1250] * 100)
        after = content(recommendations=["b a " * 1250] * 100)
        began = time.process_time()
        between(before, after)
        assert time.process_time() - began < 5


class TestPage:
    def test_changes_are_told_in_words_and_markup_is_text(self) -> None:
        before = content(summary="A <b>bold</b> word.")
        page = html.fromstring(as_html("QE1-F", between(before, content(summary="A <i> word."))))
        assert page.get("lang") == "en-GB"
        assert page.xpath("//b | //i") == []
        [gone], [come] = page.xpath("//del"), page.xpath("//ins")
        assert gone.text_content() == "[taken out: <b>bold</b>]"
        assert come.text_content() == "[put in: <i>]"
        assert page.xpath("//h2/text()") == ["Summary"]

    def test_where_nothing_differs_it_says_so(self) -> None:
        assert b"The two versions say the same." in as_html("x", [])


class TestRoutes:
    async def changed(self, library: Library, **fields: Any) -> dict[str, Any]:
        first = await library.published(library.partner)
        answer = await library.partner.patch(
            f"/findings/{first['id']}", {"summary": "They wait.", **fields}, first["revision"]
        )
        return await library.publish(answer.json())

    async def test_two_published_versions_are_compared(self, library: Library) -> None:
        thing = await self.changed(library)
        path = f"/findings/{thing['id']}/versions/1/differences/2"
        body = (await library.reader.get(path)).json()
        assert (body["before"], body["after"], body["reference"]) == (1, 2, thing["reference"])
        assert [one["field"] for one in body["differences"]] == ["summary"]
        page = await library.reader.get(f"{path}/page.html")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "<ins>" in page.text
        back = (
            await library.reader.get(f"/findings/{thing['id']}/versions/2/differences/1")
        ).json()
        swapped = {"same": "same", "added": "removed", "removed": "added"}
        assert {(p["text"], swapped[p["change"]]) for p in back["differences"][0]["parts"]} == {
            (p["text"], p["change"]) for p in body["differences"][0]["parts"]
        }

    async def test_who_may_not_see_both_is_told_of_neither(self, library: Library) -> None:
        thing = await self.changed(library, visibility="organisation")
        pending = await library.published(library.partner)
        await library.partner.patch(
            f"/findings/{pending['id']}", {"summary": "Draft words."}, pending["revision"]
        )
        for one in (thing, pending):
            for suffix in ("", "/page.html"):
                path = f"/findings/{one['id']}/versions/1/differences/2{suffix}"
                assert (await library.partner.get(path)).status_code == 200
                answer = await library.other_partner.get(path)
                assert answer.status_code == 404
                assert "words" not in answer.text

    async def test_what_is_not_there_is_refused(self, library: Library) -> None:
        thing = await library.published()
        for numbers in ("1/differences/2", "3/differences/1"):
            path = f"/findings/{thing['id']}/versions/{numbers}"
            assert (await library.editor.get(path)).status_code == 404
        path = f"/findings/{thing['id']}/versions/0/differences/1"
        assert (await library.editor.get(path)).status_code == 422
