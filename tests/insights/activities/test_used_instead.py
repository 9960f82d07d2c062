"""Findings that are used in the place of an activity, told to those who may see them."""

from __future__ import annotations

from typing import Any

import pytest

from insights_support import CHARITY, Library, activity

pytestmark = pytest.mark.rule("insights.3")


async def registered(library: Library, **fields: Any) -> dict[str, Any]:
    answer = await library.partner.post("/activities", activity(**fields))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


class TestCallingOff:
    @pytest.mark.parametrize("then", ["hidden all along", "hidden since"])
    async def test_what_is_used_instead_is_told_to_those_who_may_see_it(
        self, library: Library, then: str
    ) -> None:
        """An activity is for more people than each of the findings that answered it."""
        shown = await library.published()
        first = "organisation" if then == "hidden all along" else "public"
        hidden = await library.published(library.partner, visibility=first)
        body = await registered(library)
        path = f"/activities/{body['id']}"
        both = [shown["id"], hidden["id"]]
        said = {"reason": "It is known.", "reused_finding_ids": both}
        over = await library.partner.act(f"{path}/call-off", 1, said)
        assert over.json()["reused_finding_ids"] == both
        if then == "hidden since":
            changed = await library.partner.patch(
                f"/findings/{hidden['id']}", {"visibility": "organisation"}, hidden["revision"]
            )
            await library.publish(changed.json())
        for caller, told in (
            (library.partner, both),
            (library.editor, both),
            (library.other_partner, both[:1]),
            (library.reader, both[:1]),
        ):
            read = await caller.get(path)
            [listed] = (await caller.get("/activities")).json()["items"]
            assert read.json()["reused_finding_ids"] == listed["reused_finding_ids"] == told

    async def test_a_lead_that_has_ended_calls_off_and_is_told_nothing_of_partners(
        self, library: Library
    ) -> None:
        known = await library.published(visibility="partners")
        body = (await library.other_partner.post("/activities", activity())).json()
        assert [one["id"] for one in body["near_matches"]] == [known["id"]]
        await library.end(CHARITY)
        path = f"/activities/{body['id']}/call-off"
        said = {"reason": "We close.", "reused_finding_ids": [known["id"]]}
        assert (await library.other_partner.act(path, 1, said)).status_code == 422
        over = await library.other_partner.act(path, 1, {"reason": "We close."})
        assert (over.status_code, over.json()["near_matches"]) == (200, [])

    async def test_what_was_used_instead_is_told_when_it_was_withdrawn(
        self, library: Library
    ) -> None:
        known = await library.published()
        body = await registered(library)
        path = f"/activities/{body['id']}"
        said = {"reason": "It is known.", "reused_finding_ids": [known["id"]]}
        await library.partner.act(f"{path}/call-off", 1, said)
        await library.editor.act(
            f"/findings/{known['id']}/withdraw", known["revision"], {"reason": "It was wrong."}
        )
        assert (await library.reader.get(path)).json()["reused_finding_ids"] == [known["id"]]
