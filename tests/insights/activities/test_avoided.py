"""The measure of avoided engagements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from insights_support import QE1, Library, activity

pytestmark = pytest.mark.rule("insights.3")


async def registered(library: Library, **fields: Any) -> dict[str, Any]:
    answer = await library.partner.post("/activities", activity(**fields))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def figures(avoided: int) -> dict[str, int]:
    """Give what is counted where so many were avoided, one finding each, and nothing else was."""
    names = ("registered", "with_near_matches", "avoided", "reused_findings")
    return {"went_ahead": 0, **dict.fromkeys(names, avoided)}


class TestAvoided:
    async def test_they_are_counted_beside_those_that_went_ahead(self, library: Library) -> None:
        alone = await registered(library)
        known = await library.published()
        for reused in ([known["id"]], [known["id"]], []):
            body = await registered(library)
            answer = await library.partner.act(
                f"/activities/{body['id']}/call-off",
                1,
                {"reason": "It is known.", "reused_finding_ids": reused},
            )
            assert answer.json()["status"] == "called_off"
        ahead = await registered(library)
        for path, reason in ((alone["id"], None), (ahead["id"], "Nobody asked at night.")):
            moved = {"status": "under_way", "going_ahead_reason": reason}
            assert (await library.partner.patch(f"/activities/{path}", moved, 1)).status_code == 200
        counted = (await library.reader.get("/activities/avoided")).json()
        assert counted == {
            "registered": 5,
            "with_near_matches": 4,
            "went_ahead": 1,
            "avoided": 2,
            "reused_findings": 1,
        }

    async def test_they_are_counted_by_day(self, library: Library) -> None:
        known = await library.published()
        body = await registered(library)
        called_off = {"reason": "It is known.", "reused_finding_ids": [known["id"]]}
        await library.partner.act(f"/activities/{body['id']}/call-off", 1, called_off)
        day = library.now.date()
        before, after = day - timedelta(days=1), day + timedelta(days=1)
        for window, number in (
            (f"from={day}&to={day}", 1),
            (f"to={before}", 0),
            (f"from={after}", 0),
        ):
            counted = (await library.reader.get(f"/activities/avoided?{window}")).json()
            assert counted == figures(number), window

    @pytest.mark.parametrize("visibility", ["public", "partners", "organisation"])
    async def test_they_are_those_that_the_reader_may_see(
        self, library: Library, visibility: str
    ) -> None:
        known = await library.published()
        body = await registered(library, visibility=visibility)
        called_off = {"reason": "It is known.", "reused_finding_ids": [known["id"]]}
        await library.partner.act(f"/activities/{body['id']}/call-off", 1, called_off)
        for caller, seen in (
            (library.editor, True),
            (library.partner, True),
            (library.other_partner, visibility != "organisation"),
            (library.reader, visibility == "public"),
        ):
            counted = (await caller.get("/activities/avoided")).json()
            assert counted == figures(int(seen))

    @pytest.mark.parametrize("own", ["survey_id", "selection_id"])
    async def test_what_the_panel_does_of_itself_is_left_out(
        self, library: Library, own: str
    ) -> None:
        await registered(library)
        async with library.database.transaction(QE1) as session:
            await session.execute(text(f"UPDATE activities SET {own} = id"))
        assert (await library.reader.get("/activities/avoided")).json() == figures(0)
