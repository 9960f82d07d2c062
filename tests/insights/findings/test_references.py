"""What a paper prints of a finding leads to it, whatever became of it."""

from __future__ import annotations

from typing import Any

import pytest

from insights_support import EDITOR, HEALTHWATCH, Caller, Library, finding


async def found(caller: Caller, reference: str) -> list[dict[str, Any]]:
    answer = await caller.get(f"/findings?reference={reference}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.mark.rule("insights.1")
class TestReferences:
    async def test_a_finding_is_found_by_its_reference_in_whatever_case(
        self, library: Library
    ) -> None:
        one, _ = await library.published(), await library.published()
        for written in (one["reference"], one["reference"].lower()):
            assert [item["id"] for item in await found(library.reader, written)] == [one["id"]]
        assert await found(library.reader, "QE1-F-1999-0001") == []

    async def test_one_that_was_replaced_or_taken_back_is_still_found(
        self, library: Library
    ) -> None:
        old, new = await library.published(), await library.published()
        steps = {"supersede": {"superseded_by": new["id"]}, "withdraw": {"reason": "An error."}}
        for step, body in steps.items():
            revision = (await library.editor.get(f"/findings/{old['id']}")).json()["revision"]
            done = await library.editor.act(f"/findings/{old['id']}/{step}", revision, body)
            assert done.status_code == 200, done.text
            [item] = await found(library.reader, old["reference"])
            assert (item["id"], item["superseded_by"]) == (old["id"], new["id"])
        assert (item["state"], item["withdrawn_reason"]) == ("withdrawn", "An error.")
        assert item["content"] is None

    async def test_it_leads_nobody_to_what_they_may_not_see(self, library: Library) -> None:
        hidden = await library.published(
            visibility="organisation", organisation_id=str(HEALTHWATCH)
        )
        draft = (await library.partner.post("/findings", finding())).json()
        elsewhere = library.caller(EDITOR, None, "QKK")
        for one in (hidden, draft):
            assert len(await found(library.partner, one["reference"])) == 1
            for other in (library.other_partner, library.reader, elsewhere):
                assert await found(other, one["reference"]) == []

    @pytest.mark.parametrize("reference", ["", "a%00b", "x" * 41, "QE1%20F"])
    async def test_what_cannot_be_one_is_refused(self, library: Library, reference: str) -> None:
        answer = await library.reader.get(f"/findings?reference={reference}")
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json()["errors"]] == ["query.reference"]


@pytest.mark.rule("insights.2")
class TestStanding:
    """What the page of a finding tells everybody of one that does not stand any more."""

    async def standing(self, library: Library, one: dict[str, Any]) -> dict[str, Any] | None:
        answer = await library.nobody.get(f"/published-findings/{one['id']}/standing")
        assert answer.status_code in {200, 404}, answer.text
        body: dict[str, Any] = answer.json()
        return body if answer.status_code == 200 else None

    async def step(self, library: Library, one: dict[str, Any], step: str, **said: Any) -> None:
        revision = (await library.editor.get(f"/findings/{one['id']}")).json()["revision"]
        done = await library.editor.act(f"/findings/{one['id']}/{step}", revision, said)
        assert done.status_code == 200, done.text

    async def test_it_leads_to_what_stands_in(self, library: Library) -> None:
        old, new = await library.published(), await library.published(title="The newer one")
        before = await self.standing(library, old)
        assert before is not None
        assert (before["state"], before["superseded_by"]) == ("published", None)
        await self.step(library, old, "supersede", superseded_by=new["id"])
        after = await self.standing(library, old)
        assert after is not None and after["state"] == "superseded"
        assert after["superseded_by"] == {
            "finding_id": new["id"], "reference": new["reference"], "title": "The newer one",
        }  # fmt: skip

    @pytest.mark.parametrize("visibility", ["partners", "organisation"])
    async def test_it_leads_nobody_to_what_they_may_not_see(
        self, library: Library, visibility: str
    ) -> None:
        old = await library.published(library.partner)
        new = await library.published(library.partner, visibility=visibility)
        await self.step(library, old, "supersede", superseded_by=new["id"])
        told = await self.standing(library, old)
        assert told is not None and told["superseded_by"] is None
        assert await self.standing(library, new) is None

    async def test_what_was_itself_withdrawn_stands_in_for_nothing(self, library: Library) -> None:
        old, new = await library.published(), await library.published()
        await self.step(library, old, "supersede", superseded_by=new["id"])
        await self.step(library, new, "withdraw", reason="An error.")
        told = await self.standing(library, old)
        assert told is not None and told["superseded_by"] is None

    async def test_why_it_was_withdrawn_is_told_and_no_word_of_it(self, library: Library) -> None:
        one = await library.published(title="Said in confidence")
        await self.step(library, one, "withdraw", reason="An error.")
        told = await self.standing(library, one)
        assert told is not None
        assert (told["state"], told["withdrawn_reason"]) == ("withdrawn", "An error.")
        assert "confidence" not in str(told)

    async def test_a_draft_that_was_withdrawn_was_never_there(self, library: Library) -> None:
        one = await library.draft()
        assert await self.standing(library, one) is None
        await self.step(library, one, "withdraw", reason="An error.")
        assert await self.standing(library, one) is None
