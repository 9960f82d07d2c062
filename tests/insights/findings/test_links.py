"""What findings name by id, told to those who may see what is named."""

from __future__ import annotations

from typing import Any

import pytest

from insights_support import Library, activity, finding


@pytest.mark.rule("insights.1")
class TestActivitiesThatItCameFrom:
    """A finding is for more people than the activities that it names."""

    async def named(self, library: Library) -> tuple[dict[str, Any], str, str]:
        """A public finding that names a public activity, and one of its organisation's own."""
        ids = []
        for visibility in ("public", "organisation"):
            planned = activity(visibility=visibility)
            ids.append((await library.partner.post("/activities", planned)).json()["id"])
        return await library.published(library.partner, activity_ids=ids), ids[0], ids[1]

    async def test_each_is_told_to_those_who_may_see_it(self, library: Library) -> None:
        one, shown, hidden = await self.named(library)
        path = f"/findings/{one['id']}"
        changed = await library.partner.patch(path, {"activity_ids": [shown]}, one["revision"])
        await library.publish(changed.json())
        for address in (
            f"{path}/versions",
            f"{path}/versions/1/differences/2",
            f"{path}/versions/1/differences/2/page.html",
        ):
            for caller in (library.partner, library.editor):
                assert hidden in (await caller.get(address)).text, address
            for caller in (library.other_partner, library.reader):
                answer = await caller.get(address)
                assert (answer.status_code, hidden in answer.text) == (200, False), address

    async def test_lists_and_single_reads_leave_the_others_out(self, library: Library) -> None:
        one, shown, hidden = await self.named(library)
        path = f"/findings/{one['id']}"
        for caller, told in ((library.partner, [shown, hidden]), (library.reader, [shown])):
            [listed] = (await caller.get("/findings")).json()["items"]
            read = (await caller.get(path)).json()
            assert listed["content"]["activity_ids"] == read["content"]["activity_ids"] == told

    async def test_one_that_its_owner_sees_no_more_stays_and_hinders_no_change(
        self, library: Library
    ) -> None:
        other = (await library.other_partner.post("/activities", activity())).json()
        one = await library.draft(library.partner, activity_ids=[other["id"]])
        await library.other_partner.patch(
            f"/activities/{other['id']}", {"visibility": "organisation"}, 1
        )
        path = f"/findings/{one['id']}"
        changed = await library.partner.patch(path, {"title": "Waiting at night"}, one["revision"])
        assert changed.status_code == 200, changed.text
        assert changed.json()["content"]["activity_ids"] == []
        read = (await library.editor.get(path)).json()
        assert read["content"]["activity_ids"] == [other["id"]]
        new = await library.partner.post("/findings", finding(activity_ids=[other["id"]]))
        assert new.status_code == 422


@pytest.mark.rule("insights.2")
class TestSuccessor:
    async def test_what_stands_in_for_it_is_told_to_those_who_may_see_it(
        self, library: Library
    ) -> None:
        old = await library.published(library.partner)
        new = await library.published(library.partner, visibility="organisation")
        path = f"/findings/{old['id']}"
        sent = {"superseded_by": new["id"]}
        assert (
            await library.editor.act(f"{path}/supersede", old["revision"], sent)
        ).status_code == 200
        for caller, told in (
            (library.partner, new["id"]),
            (library.other_partner, None),
            (library.reader, None),
        ):
            listed = (await caller.get("/findings?state=superseded")).json()["items"]
            read = (await caller.get(path)).json()
            assert read["state"] == "superseded"
            assert [read["superseded_by"]] == [one["superseded_by"] for one in listed] == [told]


@pytest.mark.rule("insights.2")
class TestRings:
    async def test_three_findings_do_not_stand_in_for_each_other_in_a_ring(
        self, library: Library
    ) -> None:
        one, two, three = [await library.published() for _ in range(3)]
        answers = [
            await library.editor.act(
                f"/findings/{old['id']}/supersede", old["revision"], {"superseded_by": new["id"]}
            )
            for old, new in ((one, two), (two, three), (three, one))
        ]
        assert [answer.status_code for answer in answers] == [200, 200, 409]
        assert answers[2].json()["type"].endswith("cannot-supersede")
