"""What was heard by theme, community and place, and what never was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gaps_support import CELL, RULE, TODAY, cells, gaps
from insights.ageing import decay
from insights_support import Library


@pytest.mark.rule("insights.5")
class TestWhatWasHeard:
    async def test_a_cell_tells_how_many_how_strong_and_how_recent(self, library: Library) -> None:
        await library.published(
            heard_from=None, heard_to="2026-08-13", strength="strong", people_heard=40
        )
        await library.published(heard_to=TODAY, strength="emerging", people_heard=10)
        await library.published(heard_to=TODAY, strength=None, people_heard=None)
        assert (await cells(library.editor))[CELL] == {
            "theme": "urgent_care",
            "community": "young_carers",
            "place": "blackpool",
            "findings": 3,
            "people": 50,
            "people_status": "exact",
            "findings_without_people": 1,
            "score": 3.5,  # 4 halved once, 1, and 0.5 for one that isn't rated
            "strongest": "strong",
            "last_heard": TODAY,
            "ageing": "fresh",
        }

    @pytest.mark.rule("insights.6")
    @pytest.mark.parametrize("days", [0, 1, 52, 100, 333])
    async def test_the_database_reckons_as_the_rule_does(self, library: Library, days: int) -> None:
        heard = date(2026, 11, 21) - timedelta(days=days)
        await library.published(
            heard_from=None, heard_to=heard.isoformat(), themes=["urgent_care", "carers"]
        )
        found = await cells(library.editor)
        for theme, half_life in (("urgent_care", 100), ("carers", 400)):
            score = found[theme, "young_carers", "blackpool"]["score"]
            assert score == pytest.approx(2 * decay.weight(days, half_life), abs=0.0006)

    async def test_what_names_no_theme_community_or_place_is_not_lost(
        self, library: Library
    ) -> None:
        await library.published(themes=[], communities=[], places=[])
        assert list(await cells(library.editor)) == [(None, None, None)]

    async def test_a_code_named_twice_is_heard_once(self, library: Library) -> None:
        await library.published(themes=["urgent_care", "urgent_care"], places=["fylde", "fylde"])
        [cell] = (await cells(library.editor)).values()
        assert (cell["findings"], cell["people"]) == (1, 40)

    @pytest.mark.parametrize(
        ("query", "left"),
        [
            ("theme=carers", [("carers", "homelessness", "fylde")]),
            ("community=young_carers", [CELL]),
            ("place=fylde", [("carers", "homelessness", "fylde")]),
            ("theme=carers&place=blackpool", []),
        ],
    )
    async def test_filters_leave_what_they_name(
        self, library: Library, query: str, left: list[Any]
    ) -> None:
        await library.published()
        await library.published(themes=["carers"], communities=["homelessness"], places=["fylde"])
        assert list(await cells(library.editor, query)) == left

    async def test_the_rule_is_told_with_the_answer(self, library: Library) -> None:
        rule = (await gaps(library.reader))["rule"]
        assert rule["half_life_days"] == 400
        assert rule["half_lives"] == {"urgent_care": 100}
        assert rule["strengths"] == RULE["strengths"]


@pytest.mark.rule("insights.5")
class TestWhatWasNot:
    async def community(self, library: Library, code: str, query: str = "") -> Any:
        found = (await gaps(library.reader, query))["communities"]
        return next(gap for gap in found if gap["code"] == code)

    async def test_nothing_heard_is_every_community_never_heard(self, library: Library) -> None:
        found = (await gaps(library.reader))["communities"]
        assert {gap["heard"] for gap in found} == {"never"}
        by_vocabulary = {gap["vocabulary"] for gap in found}
        assert by_vocabulary == set(RULE["measured_against"])
        assert sum(gap["vocabulary"] == "protected_characteristic" for gap in found) == 9

    async def test_a_community_tells_where_and_on_what_it_was_not_heard(
        self, library: Library
    ) -> None:
        await library.published()
        heard = await self.community(library, "young_carers")
        assert heard["heard"] == "directly"
        assert heard["themes_never_heard"] == ["carers", "patient_transport", "housing"]
        assert heard["places_never_heard"] == ["fylde"]
        assert heard["last_heard"] == "2026-09-30"

    async def test_an_ethnic_group_is_a_hearing_of_race(self, library: Library) -> None:
        await library.published(communities=["asian_indian"])
        race = await self.community(library, "race")
        assert (race["heard"], race["through"]) == ("through_others", ["asian_indian"])
        assert (await self.community(library, "sex"))["heard"] == "never"

    async def test_what_is_below_is_heard_at_any_depth(self, library: Library) -> None:
        await library.published(communities=["homelessness"])
        inclusion = await self.community(library, "inclusion_health")
        plus = await self.community(library, "plus")
        assert inclusion["through"] == ["homelessness"]
        assert (plus["heard"], plus["through"]) == ("through_others", ["homelessness"])

    async def test_what_a_reader_may_not_see_was_not_heard_by_them(self, library: Library) -> None:
        await library.published(visibility="partners")
        assert (await self.community(library, "young_carers"))["heard"] == "never"


class TestWhoAsks:
    @pytest.mark.rule("insights.5")
    @pytest.mark.parametrize(
        ("visibility", "sees"),
        [
            ("public", {"editor", "partner", "other_partner", "reader"}),
            ("partners", {"editor", "partner", "other_partner"}),
            ("organisation", {"editor", "partner"}),
        ],
    )
    async def test_each_sees_the_matrix_of_what_they_may_see(
        self, library: Library, visibility: str, sees: set[str]
    ) -> None:
        await library.published(library.partner, visibility=visibility)
        for name in ("editor", "partner", "other_partner", "reader"):
            found = await cells(getattr(library, name))
            assert bool(found) == (name in sees), name

    async def test_drafts_are_in_nobodys_matrix(self, library: Library) -> None:
        await library.draft()
        assert await cells(library.editor) == {}

    async def test_another_system_has_its_own(self, library: Library) -> None:
        await library.published()
        other = library.caller(["insights:read", "insights:manage"], None, "QKK")
        assert await cells(other) == {}

    async def test_nobody_without_a_credential_is_answered(self, library: Library) -> None:
        for path in ("/gaps", "/gaps/heatmap.svg", "/gaps/table.html"):
            assert (await library.nobody.get(path)).status_code == 401


@pytest.mark.rule("insights.5")
class TestAsOf:
    async def test_a_day_that_has_passed_stays_as_it_was(self, library: Library) -> None:
        first = await library.published()
        await library.published(themes=["carers"], people_heard=90)
        day = f"as_of={library.now.date()}"
        before = await gaps(library.editor, day)
        library.clock.advance(timedelta(days=3))
        changed = await library.editor.patch(
            f"/findings/{first['id']}",
            {"themes": ["housing"], "people_heard": 7, "strength": "strong", "places": ["fylde"]},
            first["revision"],
        )
        await library.publish(changed.json())
        await library.published(themes=["patient_transport"])
        assert await gaps(library.editor, day) == before
        assert await gaps(library.editor) != before

    async def test_before_it_was_published_nothing_was_heard(self, library: Library) -> None:
        await library.published()
        assert await cells(library.editor, "as_of=2026-11-20") == {}
        assert await cells(library.editor, f"as_of={TODAY}") != {}

    async def test_a_version_that_was_not_public_is_not_shown_later(self, library: Library) -> None:
        hidden = await library.published(visibility="partners", themes=["carers"])
        library.clock.advance(timedelta(days=3))
        changed = await library.editor.patch(
            f"/findings/{hidden['id']}",
            {"visibility": "public", "themes": ["housing"]},
            hidden["revision"],
        )
        await library.publish(changed.json())
        assert await cells(library.reader, f"as_of={TODAY}") == {}
        assert [key[0] for key in await cells(library.partner, f"as_of={TODAY}")] == ["carers"]
        assert [key[0] for key in await cells(library.reader)] == ["housing"]

    @pytest.mark.parametrize("visibility", ["partners", "organisation"])
    async def test_a_version_that_was_public_is_not_shown_once_hidden(
        self, library: Library, visibility: str
    ) -> None:
        finding = await library.published()
        library.clock.advance(timedelta(days=3))
        changed = await library.editor.patch(
            f"/findings/{finding['id']}", {"visibility": visibility}, finding["revision"]
        )
        await library.publish(changed.json())
        assert await cells(library.reader, f"as_of={TODAY}") == {}

    async def test_what_was_withdrawn_leaves_every_day(self, library: Library) -> None:
        finding = await library.published()
        library.clock.advance(timedelta(days=3))
        await library.editor.act(
            f"/findings/{finding['id']}/withdraw", finding["revision"], {"reason": "An error."}
        )
        assert await cells(library.editor, f"as_of={TODAY}") == {}
