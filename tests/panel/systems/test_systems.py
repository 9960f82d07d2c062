"""Systems: loading their files, and reading what was loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from panel.load import read_file
from panel_support.samples import system_file
from panel_support.world import QE1, QKK, World, load

DATA = Path(__file__).parents[3] / "deploy/local/src/local_runner/data/systems"


class TestLoading:
    async def test_is_safe_to_repeat(self, world: World) -> None:
        tables = ("systems", "places", "population", "vocabularies", "terms")
        before = [await world.rows(f"SELECT * FROM {t} ORDER BY {t}::text") for t in tables]
        await load(world.database, system_file())
        after = [await world.rows(f"SELECT * FROM {t} ORDER BY {t}::text") for t in tables]
        assert after == before

    async def test_takes_over_what_has_changed(self, world: World) -> None:
        changed = system_file(name="Another name", settings={"minimum_age": 18}, population=[])
        await load(world.database, changed)
        system = (await world.call("GET", "/system")).json()
        assert (system["name"], system["minimum_age"]) == ("Another name", 18)
        assert await world.count("population") == 0

    async def test_touches_no_other_system(self, world: World) -> None:
        before = await world.rows("SELECT * FROM systems WHERE ics = 'QKK'", ics=QKK)
        await load(world.database, system_file("QE1", name="Another name"))
        assert await world.rows("SELECT * FROM systems WHERE ics = 'QKK'", ics=QKK) == before

    async def test_takes_the_real_files(self, world: World) -> None:
        for path in sorted(DATA.glob("*.json")):
            await load(world.database, read_file(path))
        places = (await world.call("GET", "/places")).json()["items"]
        assert {"blackpool", "south-cumbria"} <= {place["code"] for place in places}
        blackpool = next(place for place in places if place["code"] == "blackpool")
        totals = [p for p in blackpool["population_by"] if p["dimension"] == "total"]
        assert totals[0]["people"] == blackpool["population"]

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"code": "qe1"}, "code"),
            ({"places": [{"code": "Black Pool", "name": "x", "population": 1}]}, "places.0.code"),
            ({"settings": {"suppression_threshold": 3, "rounding_base": 10}}, "settings"),
            ({"settings": {"suppression_threshold": 2, "rounding_base": 1}}, "must be 3 or more"),
            ({"settings": {"suppression_threshold": 4, "rounding_base": 5}}, "must be 5 or more"),
            (
                {
                    "population": [
                        {"place": "atlantis", "dimension": "sex", "category": "male",
                         "people": 1, "source": "x"}
                    ]
                },
                "places that the file does not have",
            ),
            (
                {
                    "population": [
                        {"place": "blackpool", "dimension": "sex", "category": "male",
                         "people": 1, "source": source}
                        for source in ("census2021", "mye2022")
                    ]
                },
                "two figures of .'blackpool sex male'",
            ),
        ],
    )  # fmt: skip
    def test_refuses_a_broken_file_with_a_line_for_each_fault(
        self, tmp_path: Path, change: dict[str, Any], told: str
    ) -> None:
        path = tmp_path / "system.json"
        path.write_bytes(orjson.dumps(system_file().model_dump(mode="json") | change))
        with pytest.raises(SystemExit, match=told):
            read_file(path)

    def test_refuses_a_file_that_is_not_there_or_no_json(self, tmp_path: Path) -> None:
        (tmp_path / "broken.json").write_text("{")
        for name in ("missing.json", "broken.json"):
            with pytest.raises(SystemExit, match=name):
                read_file(tmp_path / name)


class TestReading:
    async def test_gives_the_system_to_anybody_whom_the_gateway_has_proved(
        self, world: World, token: Any
    ) -> None:
        for address in ("/system", "/places", "/vocabularies"):
            resident = token(["panel:signup"])
            read = await world.http.get(world.path(address), headers=resident)
            assert read.status_code == 200
            assert (await world.http.get(world.path(address))).status_code == 401

    async def test_gives_the_vocabularies_of_a_day(self, world: World) -> None:
        today = (await world.call("GET", "/vocabularies")).json()["items"]
        assert [v["code"] for v in today if v["code"] == "sex"] == ["sex"]
        long_ago = (await world.call("GET", "/vocabularies?on=1999-01-01")).json()
        assert long_ago == {"on": "1999-01-01", "items": []}
        assert (await world.call("GET", "/vocabularies?on=soon")).status_code == 422

    @pytest.mark.rule("panel.3")
    async def test_says_why_each_question_about_oneself_is_asked(self, world: World) -> None:
        items = (await world.call("GET", "/vocabularies")).json()["items"]
        asked = {v["code"]: v for v in items if v["question"] is not None}
        assert set(asked) == {"sex", "age_band", "ethnic_group", "interest", "lived_experience"}
        assert all(v["why"].endswith(".") for v in asked.values())
        assert {v["code"] for v in items} - set(asked) == {
            "theme",
            "consent_purpose",
            "method",
            "communication_need",
            "message_format",
            "access_arrangement",
            "objection_purpose",
        }


class TestOtherSystems:
    async def test_nothing_of_one_is_found_by_ids_in_another(self, world: World) -> None:
        survey = await world.closed_survey(["yes"] * 9)
        question = survey["questions"][0]["id"]
        address = f"/surveys/{survey['id']}"
        at_3 = {"If-Match": '"v3"'}
        calls: list[tuple[str, str, Any, dict[str, str]]] = [
            ("GET", address, None, {}),
            ("GET", f"{address}/results", None, {}),
            ("GET", f"{address}/results?level=exact", None, {}),
            ("GET", f"{address}/comments?question_id={question}", None, {}),
            ("PATCH", address, {"title": "Theirs"}, at_3),
            ("POST", f"{address}/open", None, {}),
            ("POST", f"{address}/close", None, {}),
        ]
        for method, rest, body, headers in calls:
            refused = await world.call(method, rest, body, ics="QKK", headers=headers)
            assert refused.status_code == 404, (method, rest)
        for rest in ("/surveys", "/members"):
            assert (await world.call("GET", rest, ics="QKK")).json()["items"] == []

    async def test_a_credential_of_one_opens_nothing_in_another(self, world: World) -> None:
        address = world.path("/surveys", "QKK")
        assert (await world.http.get(address, headers=world.headers["QE1"])).status_code == 404

    async def test_the_database_shows_one_nothing_of_another(self, world: World) -> None:
        await world.closed_survey(["yes"])
        tables = await world.rows(
            "SELECT table_name FROM information_schema.columns "
            "WHERE table_schema = 'panel' AND column_name = 'ics' AND table_name <> 'systems'"
        )
        assert len(tables) > 15
        for (table,) in tables:
            rows = await world.rows(
                f"SELECT DISTINCT ics FROM panel.{table} WHERE ics <> 'QKK'",
                ics=QKK,
            )
            assert rows == [], table
        assert await world.count("members", ics=QE1) == 1
