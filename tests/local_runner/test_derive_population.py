"""The tool that sums local authorities into places."""

from __future__ import annotations

import csv
import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import local_runner

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "deploy/local/tools/derive_population.py"))
derive: Callable[..., dict[str, Any]] = TOOL["derive"]
render: Callable[[Any], str] = TOOL["render"]
main: Callable[[list[str]], None] = TOOL["main"]
UnknownAuthority: type[Exception] = TOOL["UnknownAuthority"]
SYSTEMS = Path(local_runner.__file__).parent / "data" / "systems"


def row(gss: str, people: int, dimension: str = "total", category: str = "all") -> dict[str, str]:
    return {
        "ics_code": "QX1",
        "ltla_gss": gss,
        "dimension": dimension,
        "category": category,
        "people": str(people),
        "source": "census2021",
    }


def system(*authorities: str) -> dict[str, Any]:
    place = {"code": "north", "name": "North", "population": 0, "authorities": [*authorities]}
    return {"code": "QX1", "places": [place], "population": []}


class TestDerive:
    def test_sums_the_authorities_of_a_place(self) -> None:
        derived = derive(system("E1", "E2"), [row("E1", 30), row("E2", 12)])
        assert derived["places"][0]["population"] == 42
        assert derived["population"] == [
            {
                "place": "north",
                "dimension": "total",
                "category": "all",
                "people": 42,
                "source": "census2021",
            }
        ]

    def test_leaves_out_other_systems(self) -> None:
        other = {**row("E1", 99), "ics_code": "QX2"}
        assert derive(system("E1"), [row("E1", 30), other])["places"][0]["population"] == 30

    @pytest.mark.parametrize("authorities", [("E1",), ("E1", "E2", "E3")])
    def test_refuses_places_that_do_not_cover_the_table(self, authorities: tuple[str, ...]) -> None:
        with pytest.raises(UnknownAuthority):
            derive(system(*authorities), [row("E1", 30), row("E2", 12)])

    def test_writes_ethnic_groups_as_codes(self) -> None:
        named = row("E1", 5, "ethnic_group", "White: Roma")
        derived = derive(system("E1"), [row("E1", 30), named])
        assert derived["population"][-1]["category"] == "white_roma"


class TestTheCommand:
    def test_names_an_unknown_authority_and_leaves_every_file_as_it_was(
        self, tmp_path: Path
    ) -> None:
        table, right, wrong = (tmp_path / name for name in ("table.csv", "a.json", "b.json"))
        with table.open("w", newline="") as out:
            writer = csv.DictWriter(out, [*row("E1", 30)])
            writer.writeheader()
            writer.writerows([row("E1", 30), {**row("E2", 12), "ics_code": "QX2"}])
        right.write_text(json.dumps(system("E1")))
        wrong.write_text(json.dumps({**system("E2", "E999"), "code": "QX2"}))
        with pytest.raises(SystemExit, match=r"table\.csv: QX2: .* E999$"):
            main([str(table), str(right), str(wrong)])
        assert json.loads(right.read_text()) == system("E1")
        main([str(table), str(right)])
        assert json.loads(right.read_text())["places"][0]["population"] == 30


class TestTheFilesInTheRepository:
    def test_are_what_the_tool_derives_from_the_table(self) -> None:
        table = ROOT.parent / "shared" / "data" / "population.csv"
        with table.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for file in SYSTEMS.glob("*.json"):
            text = file.read_text("utf-8")
            assert render(derive(json.loads(text), rows)) + "\n" == text, file.name


class TestRender:
    def test_gives_the_same_data_back(self) -> None:
        value = {"a": [{"b": "x" * 100, "c": None} for _ in range(3)], "d": {}, "e": []}
        assert json.loads(render(value)) == value
