"""What boards mean to take up beside who was not heard, as a document."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import orjson
import pytest
from lxml import html  # type: ignore[import-untyped]

from briefs_support import words_of
from insights.load import load_system
from insights.planned import service
from insights_support import EDITOR, HEALTHWATCH, READER, Library, system_file
from planned_support import BOARD, ITEM, planned

pytestmark = pytest.mark.rule("insights.5")

PAGE = "/planned-items/document.html"


async def rows(library: Library, query: str = "") -> list[list[str]]:
    """Give what the table says, row by row."""
    tree = html.fromstring(words_of(await library.editor.get(f"{PAGE}{query}")))
    return [[cell.text_content() for cell in row] for row in tree.xpath("//tbody/tr")]


async def test_it_names_who_was_not_heard_beside_each_plan(library: Library) -> None:
    await library.published(themes=["urgent_care"], communities=["homelessness"], places=["fylde"])
    await planned(library)
    await planned(
        library, plan_item_id=UUID(int=1), kind="place_update", title="Places", places=["Fylde"]
    )
    await planned(library, plan_item_id=UUID(int=2), title="Accounts of the year")
    assert {row[0]: row[3:] for row in await rows(library)} == {
        "Deep dive: urgent care in winter": ["urgent care (by its title)", "urgent care"],
        "Places": ["none by its title", "Fylde"],
        "Accounts of the year": ["none by its title", "not known: of no theme and no place"],
    }
    for form in ("html", "docx"):
        said = words_of(await library.partner.get(f"/planned-items/document.{form}"))
        assert "urgent care, last heard of" in said
        assert "young carers" in said
        assert "homelessness" not in said


async def test_a_community_has_its_own_name_where_another_vocabulary_has_the_code(
    library: Library,
) -> None:
    system = system_file()
    term = {"code": "young_carers", "label": "a form for young carers"}
    system["vocabularies"].insert(
        0, {"code": "access_need", "version": "1", "valid_from": "2022-07-01", "terms": [term]}
    )
    await load_system(library.database, orjson.dumps(system))
    await library.published(themes=["urgent_care"], communities=["homelessness"])
    await planned(library)
    said = words_of(await library.partner.get(PAGE))
    assert "young carers" in said
    assert "a form for young carers" not in said


async def test_it_tells_that_a_person_said_what_it_is_about(library: Library) -> None:
    await planned(library)
    for themes, told in ((["housing"], "housing"), ([], "none")):
        await library.editor.put(f"/planned-items/{ITEM}/themes", {"themes": themes}, 1)
        assert (await rows(library))[0][3] == told


async def test_the_soonest_come_first_and_what_waits_last(library: Library) -> None:
    for number, days in enumerate(
        [[], [date(2027, 3, 1)], [date(2020, 1, 1), date(2027, 2, 1)], [date(2020, 1, 1)]]
    ):
        title = f"Number {number}"
        await planned(library, plan_item_id=UUID(int=number), title=title, comes_on=days)
    assert [(row[0], row[2]) for row in await rows(library)] == [
        ("Number 2", "1 February 2027"),
        ("Number 1", "1 March 2027"),
        ("Number 0", "waits for a meeting"),
        ("Number 3", "waits for a meeting"),
    ]


async def test_where_there_are_more_than_it_holds_it_says_so(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 2)
    for number in range(2):
        await planned(library, plan_item_id=UUID(int=number))
    assert "that come soonest" not in words_of(await library.editor.get(PAGE))
    await planned(library, plan_item_id=UUID(int=2), body_id=UUID(int=9))
    assert "These are the 2 that come soonest" in words_of(await library.editor.get(PAGE))
    assert len(await rows(library, f"?body_id={UUID(int=9)}")) == 1
    assert len(await rows(library, f"?body_id={BOARD}")) == 2


async def test_a_title_that_is_withheld_is_not_told(library: Library) -> None:
    await planned(library, title=None)
    assert (await rows(library))[0][0] == "An item whose title is not told"


async def test_it_is_for_partners_and_editors_as_the_list_is(library: Library) -> None:
    await planned(library, title="Of the open board")
    await planned(library, plan_item_id=UUID(int=1), in_public=False, title="Of the closed one")
    for scopes, organisation, ics, told in (
        (EDITOR, None, "QE1", (True, True)),
        (READER, HEALTHWATCH, "QE1", (True, False)),
        (READER, None, "QE1", (False, False)),
        (EDITOR, None, "QKK", (False, False)),
    ):
        said = words_of(await library.caller(scopes, organisation, ics).get(PAGE))
        assert ("Of the open board" in said, "Of the closed one" in said) == told
        assert ("No board that you may know of" in said) == (not any(told))
