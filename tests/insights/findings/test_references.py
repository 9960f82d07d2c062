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
