"""A question in, out comes what is known: by whom, from whom, how strong, how old, and what not."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from briefs_support import QUESTION, brief, change, heard_ago, read, references, words_of
from insights_support import HEALTHWATCH, QE1, Library

pytestmark = pytest.mark.rule("insights.8")


class TestAsking:
    async def test_the_weightiest_come_first(self, library: Library) -> None:
        old = await library.published(strength="strong", **heard_ago(library, 200))
        fresh = await library.published(strength="moderate", **heard_ago(library, 0))
        weak = await library.published(strength="emerging", **heard_ago(library, 100))
        made = await brief(library.partner, themes=["urgent_care"])
        assert references(made) == [one["reference"] for one in (fresh, old, weak)]
        assert [one["weight"] for one in made["findings"]] == [2, 1, 0.5]
        assert [one["ageing"]["state"] for one in made["findings"]] == ["fresh", "old", "ageing"]

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"words": "hours night"}, True),
            ({"words": "hours -night"}, False),
            ({"themes": ["carers"]}, False),
            ({"themes": ["carers", "urgent_care"]}, True),
            ({"communities": ["homelessness"]}, False),
            ({"places": ["fylde"]}, False),
            ({"methods": ["focus_group"], "places": ["blackpool"]}, True),
            ({}, True),
        ],
    )
    async def test_it_finds_what_was_asked_for(
        self, library: Library, asked: dict[str, Any], found: bool
    ) -> None:
        await library.published(summary="Hours at night without a word.")
        made = await brief(library.partner, **asked)
        assert (len(made["findings"]), made["matched"]) == (int(found), int(found))

    async def test_a_theme_of_a_framework_is_asked_for_as_search_asks_for_it(
        self, library: Library
    ) -> None:
        code = "timeliness_of_care"
        coded = await library.published(themes=[code])
        await library.published(themes=["urgent_care"])
        made = await brief(library.partner, themes=[code])
        found = (await library.partner.get(f"/search?theme={code}")).json()["items"]
        assert references(made) == [coded["reference"]] == [one["reference"] for one in found]
        assert made["asked_labels"] == {code: "Timeliness of care"}
        refused = {"question": QUESTION, "themes": ["no_such_theme"]}
        answer = await library.partner.post("/briefs", refused)
        assert [one["field"] for one in answer.json()["errors"]] == ["body.themes[0]"]

    async def test_a_question_by_itself_is_answered_by_its_themes_and_its_words(
        self, library: Library
    ) -> None:
        other: dict[str, Any] = {"title": "Damp", "summary": "Mould.", "recommendations": []}
        by_theme = await library.published(**other, quotations=[])
        by_code = await library.published(**other, quotations=[], themes=["timeliness_of_care"])
        by_words = await library.published(themes=["housing"])
        await library.published(**other, quotations=[], themes=["housing"])
        few: dict[str, Any] = {"title": "People who care", "summary": "For others."}
        none = await library.published(**few, recommendations=[], quotations=[], themes=["carers"])
        made = await brief(library.partner)
        found = {one["reference"] for one in (by_theme, by_code, by_words)}
        assert (set(references(made)), made["by_question"]) == (found, True)
        said = words_of(await library.partner.get(f"/briefs/{made['id']}/document.html"))
        assert "Asked: findings about a theme that the question names, or with half" in said
        assert (await read(library.partner, made))["as_made"]
        library.clock.advance(timedelta(days=2))
        for one in (by_theme, by_words, none):
            await change(library, one, **other, quotations=[], themes=["housing"])
        then = await brief(library.partner, as_of=made["as_of"])
        assert then["digest"] == made["digest"]
        assert references(await brief(library.partner)) == [by_code["reference"]]
        nothing = {"question": "What is it?"}
        assert (await library.partner.post("/briefs", nothing)).json()["findings"] == []

    async def test_of_a_place_it_tells_how_much_about_the_whole_system_is_left_out(
        self, library: Library
    ) -> None:
        here = await library.published()
        everywhere = await library.published(places=[])
        await library.published(places=[], themes=["housing"])
        await library.published(places=["fylde"])
        await library.published(library.other_partner, places=[], visibility="organisation")
        asked: dict[str, Any] = {"places": ["blackpool"], "themes": ["urgent_care"]}
        made = await brief(library.partner, **asked)
        assert (references(made), made["whole_system"]) == ([here["reference"]], 1)
        said = words_of(await library.partner.get(f"/briefs/{made['id']}/document.html"))
        assert "Left out, since about the whole system: 1 finding" in said
        assert (await brief(library.partner, themes=["urgent_care"]))["whole_system"] == 0
        library.clock.advance(timedelta(days=2))
        await change(library, everywhere, places=["fylde"])
        await change(library, here, places=[])
        then = await brief(library.partner, **asked, as_of=made["as_of"])
        assert (then["digest"], then["whole_system"]) == (made["digest"], 1)
        assert (await brief(library.partner, **asked))["whole_system"] == 1

    async def test_one_from_before_that_was_counted_is_as_it_was_made(
        self, library: Library
    ) -> None:
        await library.published()
        made = await brief(library.partner, places=["blackpool"])
        assert not made["by_question"]
        async with library.database.transaction(QE1) as session:
            await session.execute(text("UPDATE briefs SET frame = frame - 'whole_system'"))
        again = await read(library.partner, made)
        assert (again["as_made"], again["whole_system"]) == (True, 0)
        later = {
            "whole_system",
            "by_question",
            "id",
            "made_at",
            "withdrawn",
            "not_shown",
            "digest",
            "as_made",
        }
        said = {name: value for name, value in made.items() if name not in later}
        for one in said["findings"]:
            del one["since"], one["replies"]
        then = hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
        assert made["digest"] == then

    async def test_communities_stand_each_for_itself(self, library: Library) -> None:
        both = await library.published(communities=["young_carers", "homelessness"])
        one = await library.published(communities=["homelessness"], strength="strong")
        nobody = await library.published(communities=[])
        made = await brief(library.partner)
        assert {each["code"]: each["findings"] for each in made["communities"]} == {
            "homelessness": [one["reference"], both["reference"]],
            "young_carers": [both["reference"]],
        }
        assert made["of_nobody_named"] == [nobody["reference"]]
        assert "people" not in made["communities"][0]

    async def test_who_was_not_heard_is_named(self, library: Library) -> None:
        await library.published(communities=["young_carers", "asian_indian"])
        made = await brief(library.partner)
        missing = {one["code"] for one in made["not_heard"]}
        assert "homelessness" in missing
        assert not {"young_carers", "race"} & missing
        assert "race" in {one["code"] for one in made["heard_through_others"]}

    async def test_only_whom_was_asked_for_can_be_missing(self, library: Library) -> None:
        made = await brief(library.partner, communities=["homelessness"])
        assert [one["code"] for one in made["not_heard"]] == ["homelessness"]

    async def test_pairs_worth_comparing_are_of_different_depositors(
        self, library: Library
    ) -> None:
        one = await library.published(library.partner)
        await library.published(library.partner)
        other = await library.published(library.other_partner, communities=["young_carers"])
        await library.published(library.other_partner, communities=["homelessness"])
        made = await brief(library.partner)
        pairs = {frozenset((each["first"], each["second"])) for each in made["worth_comparing"]}
        assert frozenset((one["reference"], other["reference"])) in pairs
        assert len(pairs) == 2

    async def test_contradictions_are_those_that_its_maker_read(self, library: Library) -> None:
        one, other = await library.published(), await library.published()
        pair = {"first": one["id"], "second": other["id"], "note": "Nights against days."}
        made = await brief(library.partner, contradictions=[pair])
        assert made["contradictions"] == [pair]

    @pytest.mark.rule("insights.10")
    async def test_small_numbers_of_people_are_hidden_whoever_it_is_for(
        self, library: Library
    ) -> None:
        await library.published(people_heard=6, strength="strong")
        await library.published(people_heard=42)
        await library.published(people_heard=None, strength="emerging")
        for visibility in ("public", "partners"):
            made = await brief(library.partner, visibility=visibility)
            assert [(one["people"], one["people_status"]) for one in made["findings"]] == [
                (None, "suppressed"),
                (40, "rounded"),
                (None, "unknown"),
            ]

    @pytest.mark.rule("insights.8")
    async def test_one_that_was_made_with_exact_numbers_keeps_them(self, library: Library) -> None:
        await library.published(people_heard=6)
        made = await brief(library.partner)
        async with library.database.transaction(QE1) as session:
            await session.execute(
                text("UPDATE briefs SET frame = frame #- '{measure,controls_all}'")
            )
        read = (await library.partner.get(f"/briefs/{made['id']}")).json()
        assert [one["people"] for one in read["findings"]] == [6]

    async def test_more_than_it_holds_is_said(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("insights.briefs.composing.HELD", 1)
        monkeypatch.setattr("insights.briefs.service.CONSIDERED", 2)
        for days in (3, 2, 1):
            await library.published(**heard_ago(library, days))
        made = await brief(library.partner)
        assert (made["matched"], made["considered"], len(made["findings"])) == (3, 2, 1)


class TestBadInput:
    @pytest.mark.parametrize(
        ("fields", "status", "field"),
        [
            ({"question": ""}, 422, "body.question"),
            ({"question": "What does ada@people.example say?"}, 422, "body.question"),
            ({"themes": ["unheard_of"]}, 422, "body.themes[0]"),
            ({"places": ["atlantis"]}, 422, "body.places[0]"),
            ({"as_of": "2099-01-01"}, 422, "body.as_of"),
            ({"as_of": "1999-01-01"}, 422, "query.as_of"),
        ],
    )
    async def test_it_is_refused_by_name(
        self, library: Library, fields: dict[str, Any], status: int, field: str
    ) -> None:
        answer = await library.partner.post("/briefs", {"question": QUESTION, **fields})
        assert answer.status_code == status, answer.text
        assert field in {each["field"] for each in answer.json()["errors"]}
        assert (await library.editor.get("/briefs")).json()["items"] == []

    async def test_a_contradiction_is_between_findings_of_the_brief(self, library: Library) -> None:
        one = await library.published()
        other = await library.published(themes=["housing"])
        pair = {"first": one["id"], "second": other["id"], "note": "They differ."}
        answer = await library.partner.post(
            "/briefs", {"question": QUESTION, "themes": ["urgent_care"], "contradictions": [pair]}
        )
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == [
            "body.contradictions[0].second"
        ]

    async def test_whoever_only_reads_makes_none_for_everybody(self, library: Library) -> None:
        asked = {"question": QUESTION, "visibility": "public"}
        answer = await library.reader.post("/briefs", asked)
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/brief-not-for-everybody"


async def test_the_organisation_of_its_maker_must_be_in_being(library: Library) -> None:
    closed = library.caller(["insights:deposit"], HEALTHWATCH)
    body = {"valid_to": date(2026, 1, 1).isoformat()}
    path = f"/organisations/{HEALTHWATCH}"
    kept = (await library.editor.get(path)).json()
    ended = await library.editor.patch(path, body, kept["version"])
    assert ended.status_code == 200, ended.text
    assert (await closed.post("/briefs", {"question": QUESTION})).status_code == 403
