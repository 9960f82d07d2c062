"""Numbers of people: exact for editors and for whoever gave them, under disclosure control for all
others, partners too.

Whatever tells a number to everybody tells the same one as the event that public pages are made of.
"""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from insights.load import load_system
from insights_support import EDITOR, Caller, Library, system_file

pytestmark = pytest.mark.rule("insights.10")

CASES = [(0, 0), (1, None), (7, None), (8, 10), (43, 45), (None, None)]


async def told(caller: Caller, thing: dict[str, Any]) -> dict[str, Any]:
    """Give the number that a reader is told wherever a finding is shown to them."""
    path = f"/findings/{thing['id']}"
    listed = (await caller.get("/findings")).json()["items"]
    [version] = (await caller.get(f"{path}/versions")).json()
    [row] = (await caller.get("/exports/findings.jsonl")).text.splitlines()
    return {
        "single": (await caller.get(path)).json()["content"]["people_heard"],
        "list": listed[0]["content"]["people_heard"],
        "versions": version["content"]["people_heard"],
        "export": orjson.loads(row)["people_heard"],
    }


async def told_to_everybody(library: Library) -> dict[str, Any]:
    [change] = (await library.nobody.get("/feeds/changes")).json()["items"]
    [row] = (await library.nobody.get("/feeds/findings.jsonl")).text.splitlines()
    [event] = [data for kind, data in await library.events() if "finding" in kind]
    return {
        "changes": change["people_heard"],
        "open data": orjson.loads(row)["people_heard"],
        "event": event["people_heard"],
    }


@pytest.mark.parametrize(("heard", "public"), CASES)
async def test_the_public_is_told_the_same_everywhere_and_no_small_number(
    library: Library, heard: int | None, public: int | None
) -> None:
    thing = await library.published(library.partner, people_heard=heard)
    assert set((await told_to_everybody(library)).values()) == {public}
    for caller in (library.reader, library.other_partner):
        assert set((await told(caller, thing)).values()) == {public}
    for caller in (library.partner, library.editor):
        assert set((await told(caller, thing)).values()) == {heard}


async def test_a_partner_is_told_no_small_number_of_what_is_for_partners_alone(
    library: Library,
) -> None:
    thing = await library.published(library.partner, people_heard=3, visibility="partners")
    assert set((await told(library.other_partner, thing)).values()) == {None}
    assert set((await told(library.partner, thing)).values()) == {3}
    gaps = (await library.other_partner.get("/gaps")).json()
    assert gaps["people"]["controlled"]
    assert {cell["people_status"] for cell in gaps["cells"]} == {"suppressed"}


async def test_two_versions_never_differ_by_one_person_to_the_public(library: Library) -> None:
    thing = await library.published(library.partner, people_heard=11)
    path = f"/findings/{thing['id']}"
    changed = await library.partner.patch(path, {"people_heard": 12}, thing["revision"])
    await library.publish(changed.json())
    between = f"{path}/versions/1/differences/2"
    for caller in (library.reader, library.other_partner):
        assert (await caller.get(between)).json()["differences"] == []
    assert "say the same" in (await library.reader.get(f"{between}/page.html")).text
    [exact] = (await library.partner.get(between)).json()["differences"]
    assert exact["field"] == "people_heard"


async def test_the_threshold_is_the_systems_own_and_a_new_one_is_a_new_file(
    library: Library,
) -> None:
    await library.published(people_heard=40)
    held = (await library.nobody.get("/feeds/findings.jsonl")).headers["ETag"]
    settings = {"suppression_threshold": 50, "rounding_base": 10, "register_licence": None}
    await load_system(library.database, orjson.dumps({**system_file(), "settings": settings}))
    again = await library.nobody.get("/feeds/findings.jsonl", headers={"If-None-Match": held})
    assert again.status_code == 200
    assert orjson.loads(again.text)["people_heard"] is None


async def test_of_a_system_that_was_not_loaded_no_number_is_told(library: Library) -> None:
    unknown = library.caller(EDITOR, ics="QXX")
    assert (await unknown.get("/findings")).json()["items"] == []
    nobody = Caller(unknown.http, {}, "QXX")
    assert (await nobody.get("/feeds/changes")).json()["items"] == []
