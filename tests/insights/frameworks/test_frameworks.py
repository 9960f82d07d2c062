"""Frameworks of themes: read as of a day, codes that can be read for ever, mappings that count."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from common.db.engine import Database
from insights.frameworks.errors import BrokenFramework
from insights.load import load_system
from insights_support import QE1, Library, system_file

PE = "/theme-frameworks/patient_experience"


class TestReading:
    async def test_the_patient_experience_framework_is_there_with_source_and_licence(
        self, library: Library
    ) -> None:
        [framework] = (await library.reader.get("/theme-frameworks")).json()
        assert framework["code"] == "patient_experience"
        assert "MIT" in framework["licence"] and "pxtextmining" in framework["source"]
        assert [version["version"] for version in framework["versions"]] == ["5", "6"]

    async def test_it_is_a_tree_of_categories(self, library: Library) -> None:
        tree = (await library.reader.get(PE)).json()
        assert tree["version"] == "6"
        themes = {theme["code"]: theme for theme in tree["themes"]}
        assert themes["parking"]["parent"] == "category_service_location_travel_and_transport"
        assert themes[themes["parking"]["parent"]]["parent"] is None
        assert themes["transport_to_from_services"]["own_themes"] == ["patient_transport"]
        assert "gratitude_good_experience" not in themes

    async def test_an_earlier_day_has_the_earlier_version(self, library: Library) -> None:
        tree = (await library.reader.get(f"{PE}?as_of=2023-05-01")).json()
        assert tree["version"] == "5"
        assert "gratitude_good_experience" in {theme["code"] for theme in tree["themes"]}
        before = await library.reader.get(f"{PE}?as_of=2020-01-01")
        assert before.status_code == 404
        assert before.json()["type"].endswith("theme-framework-not-found")

    async def test_a_version_says_what_became_of_each_code_that_it_drops(
        self, library: Library
    ) -> None:
        earlier = (await library.reader.get(f"{PE}?as_of=2023-05-01")).json()
        tree = (await library.reader.get(PE)).json()
        dropped = {t["code"] for t in earlier["themes"]} - {t["code"] for t in tree["themes"]}
        assert {change["code"] for change in tree["changes"]} == dropped != set()

    async def test_a_code_that_is_no_longer_in_force_can_be_read(self, library: Library) -> None:
        code = (await library.reader.get(f"{PE}/themes/patient_contact_with_family_carers")).json()
        assert code["label"] == "Patient contact with family/ carers"
        assert code["in_force"] is False
        assert code["became"][0]["became"] == "merged"
        assert code["today"] == ["interaction_with_family_carers"]
        assert code["own_themes"] == ["carers", "housing"]

    @pytest.mark.parametrize("path", ["/theme-frameworks/none", f"{PE}/themes/none"])
    async def test_what_is_not_there_is_not_found(self, library: Library, path: str) -> None:
        assert (await library.reader.get(path)).status_code == 404

    async def test_who_is_nobody_reads_nothing(self, library: Library) -> None:
        assert (await library.nobody.get("/theme-frameworks")).status_code == 401


class TestTagging:
    async def test_a_finding_may_bear_codes_of_a_framework_in_force(self, library: Library) -> None:
        await library.draft(themes=["transport_to_from_services", "housing"])

    async def test_but_none_that_has_ended(self, library: Library) -> None:
        from insights_support import finding

        answer = await library.editor.post(
            "/findings", finding(themes=["gratitude_good_experience"])
        )
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "body.themes[0]"


class TestCounting:
    @pytest.mark.rule("insights.5")
    async def test_gaps_count_a_code_under_the_own_themes_it_maps_to_once(
        self, library: Library
    ) -> None:
        await library.published(themes=["timeliness_of_care", "contacting_services"])
        await library.published(themes=["interaction_with_family_carers"])
        cells = (await library.editor.get("/gaps")).json()["cells"]
        assert {cell["theme"]: cell["findings"] for cell in cells} == {
            "urgent_care": 1,
            "carers": 1,
            "housing": 1,
        }
        only = (await library.editor.get("/gaps?theme=carers")).json()["cells"]
        assert [cell["theme"] for cell in only] == ["carers"]

    @pytest.mark.rule("insights.5")
    async def test_gaps_of_a_day_before_the_mapping_count_the_code_itself(
        self, library: Library, database: Database
    ) -> None:
        file = system_file()
        for mapping in file["theme_mappings"]:
            mapping["valid_from"] = "2027-01-01"
        await load_system(database, orjson.dumps(file))
        await library.published(themes=["timeliness_of_care"])
        cells = (await library.editor.get("/gaps")).json()["cells"]
        assert [cell["theme"] for cell in cells] == ["timeliness_of_care"]
        later = (await library.editor.get("/gaps?as_of=2027-01-01")).json()["cells"]
        assert [cell["theme"] for cell in later] == ["urgent_care"]

    @pytest.mark.rule("insights.4")
    async def test_search_finds_and_counts_under_the_own_theme(self, library: Library) -> None:
        await library.published(themes=["transport_to_from_services"])
        await library.published(themes=["patient_transport", "transport_to_from_services"])
        await library.published(themes=["housing"])
        found = (await library.editor.get("/search?theme=patient_transport")).json()
        assert found["total"] == 2
        assert found["counts"]["theme"] == [{"code": "patient_transport", "count": 2}]

    @pytest.mark.rule("insights.8")
    async def test_a_brief_finds_what_bears_a_code_that_maps_to_its_theme(
        self, library: Library
    ) -> None:
        await library.published(themes=["transport_to_from_services"])
        answer = await library.editor.post(
            "/briefs",
            {"question": "How do people get there?", "themes": ["patient_transport"]},
        )
        assert answer.status_code == 201, answer.text
        brief = answer.json()
        assert brief["matched"] == 1
        labels = [theme["label"] for theme in brief["findings"][0]["themes"]]
        assert labels == ["Transport to/ from services"]


def version(number: str, first: str, last: str | None, *codes: str, **more: Any) -> dict[str, Any]:
    terms = [{"code": code, "label": code, "parent": None} for code in codes]
    return {"version": number, "valid_from": first, "valid_to": last, "terms": terms, **more}


def framework(*versions: dict[str, Any]) -> dict[str, Any]:
    return {"code": "own", "name": "Own", "source": "us", "licence": "CC0", "versions": versions}


V1 = version("1", "2024-01-01", "2025-01-01", "a", "b")
V2 = version(
    "2",
    "2025-01-01",
    "2026-01-01",
    "b",
    "c",
    changes=[{"code": "a", "became": "renamed", "successors": ["c"]}],
)
V3 = version(
    "3",
    "2026-01-01",
    None,
    "b",
    "d",
    "e",
    changes=[{"code": "c", "became": "split", "successors": ["d", "e"]}],
)


class TestMovingOn:
    async def test_what_became_of_a_code_is_followed_version_after_version(
        self, library: Library, database: Database
    ) -> None:
        file = system_file() | {"theme_frameworks": [framework(V1, V2, V3)]}
        file["theme_mappings"].append(
            {"framework": "own", "code": "e", "themes": ["housing"], "valid_from": "2026-01-01"}
        )
        await load_system(database, orjson.dumps(file))
        code = (await library.reader.get("/theme-frameworks/own/themes/a")).json()
        assert code["today"] == ["d", "e"]
        assert code["own_themes"] == ["housing"]
        then = (await library.reader.get("/theme-frameworks/own/themes/a?as_of=2025-06-01")).json()
        assert then["today"] == ["c"]

    @pytest.mark.parametrize(
        ("versions", "mappings", "reason"),
        [
            ([V1, {**V2, "changes": []}], [], "does not say what became of a"),
            ([{**V1, "valid_to": None}, V2], [], "in force beside"),
            ([V1, {**V2, "changes": [{**V2["changes"][0], "successors": ["z"]}]}], [], "became z"),
            (
                [V1, {**V2, "changes": [{**V2["changes"][0], "became": "ended"}]}],
                [],
                "ended into 1 codes",
            ),
            ([version("1", "2024-01-01", None, "a", "a")], [], "there twice"),
            ([version("1", "2024-01-01", None, "housing")], [], "system's own"),
            ([V3], [{"code": "e", "themes": ["nowhere"]}], "nowhere"),
            ([V3], [{"code": "nothing", "themes": ["housing"]}], "no version has nothing"),
            ([V3], [{"code": "e", "themes": ["housing"]}] * 2, "mapped twice"),
        ],
    )
    async def test_a_file_that_contradicts_itself_loads_nothing(
        self,
        library: Library,
        database: Database,
        versions: list[dict[str, Any]],
        mappings: list[dict[str, Any]],
        reason: str,
    ) -> None:
        whole = [{"framework": "own", "valid_from": "2026-01-01", **each} for each in mappings]
        file = system_file() | {
            "name": "Changed",
            "theme_frameworks": [framework(*versions)],
            "theme_mappings": whole,
        }
        with pytest.raises(BrokenFramework, match=reason):
            await load_system(database, orjson.dumps(file))
        assert (await library.reader.get("/theme-frameworks/own")).status_code == 404

    async def test_a_cyclic_tree_is_refused(self, database: Database) -> None:
        tree = version("1", "2024-01-01", None, "a", "b")
        tree["terms"][0]["parent"], tree["terms"][1]["parent"] = "b", "a"
        file = system_file() | {"theme_frameworks": [framework(tree)]}
        with pytest.raises(BrokenFramework, match="has no root"):
            await load_system(database, orjson.dumps(file))


async def test_another_system_has_its_own(library: Library, database: Database) -> None:
    file = system_file("QKK") | {"theme_frameworks": [framework(V3)]}
    await load_system(database, orjson.dumps(file))
    assert (await library.editor.get("/theme-frameworks/own")).status_code == 404
    async with database.reading(QE1) as session:
        from insights.frameworks import service

        assert [f.code for f in await service.listing(session)] == ["patient_experience"]
