"""A system's file beside the table of usual residents that it was made from."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import local_runner
from panel.load import refuse_other_residents
from panel.systems.schemas import SystemFile

pytestmark = pytest.mark.rule("panel.7")

TABLE = Path(__file__).parents[4] / "shared" / "data" / "population.csv"
FILE = Path(local_runner.__file__).parent / "data" / "systems" / "QE1.json"
QE1 = SystemFile.model_validate_json(FILE.read_bytes())
BLACKPOOL = "E06000009"


def table(tmp_path: Path, change: dict[str, str] | None = None, **more: Any) -> Path:
    """Write the rows of QE1, with authorities changed, and give the file."""
    with TABLE.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["ics_code"] == "QE1"]
    into = io.StringIO()
    writer = csv.DictWriter(into, fieldnames=list(rows[0]))
    writer.writeheader()
    for row in rows:
        gss = (change or {}).get(row["ltla_gss"], row["ltla_gss"])
        writer.writerow({**row, **more, "ltla_gss": gss})
    file = tmp_path / "population.csv"
    file.write_text(into.getvalue(), encoding="utf-8")
    return file


class TestHolding:
    def test_a_file_to_the_table_that_it_was_made_from(self) -> None:
        refuse_other_residents(TABLE, [QE1])

    def test_unknown_and_missing_authorities_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(SystemExit) as refused:
            refuse_other_residents(table(tmp_path, {BLACKPOOL: "E06999999"}), [QE1])
        first, second = str(refused.value).splitlines()
        assert first.endswith("QE1: unknown authorities, which no place has: E06999999")
        assert second.endswith(f"of which the table has no row: {BLACKPOOL} (of blackpool)")

    def test_other_totals_are_told(self, tmp_path: Path) -> None:
        with pytest.raises(SystemExit, match="blackpool has 141038 people in the file and"):
            refuse_other_residents(table(tmp_path, people="7"), [QE1])

    def test_a_place_without_a_total_is_told(self) -> None:
        said = QE1.model_dump(mode="json")
        said["population"] = [one for one in said["population"] if one["place"] != "blackpool"]
        with pytest.raises(SystemExit, match="blackpool has no people in the file and 141038 in"):
            refuse_other_residents(TABLE, [SystemFile.model_validate(said)])

    def test_a_table_of_other_systems_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(SystemExit, match="the table has no row of QE1"):
            refuse_other_residents(table(tmp_path, ics_code="QZ9"), [QE1])

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"a,b\n1,2\n", "no column category, dimension, ics_code, ltla_gss, people"),
            (b"\xff\xfe", "can't be read"),
            (
                b"ics_code,ltla_gss,dimension,category,people\nQE1,E06000009,total,all,many\n",
                "no number: 'many'",
            ),
        ],
    )
    def test_what_is_no_such_table_is_refused(
        self, tmp_path: Path, content: bytes, told: str
    ) -> None:
        file = tmp_path / "population.csv"
        file.write_bytes(content)
        with pytest.raises(SystemExit, match=told):
            refuse_other_residents(file, [QE1])


class TestAuthorities:
    def test_lie_in_one_place_each(self) -> None:
        said = QE1.model_dump(mode="json")
        said["places"][0]["authorities"].append(BLACKPOOL)
        with pytest.raises(ValidationError, match=f"named twice: \\['{BLACKPOOL}'\\]"):
            SystemFile.model_validate(said)

    def test_of_a_locality_are_its_places(self) -> None:
        said = QE1.model_dump(mode="json")
        place = next(one for one in said["places"] if one["localities"])
        place["localities"][0]["authorities"].append(BLACKPOOL)
        with pytest.raises(
            ValidationError, match=f"{BLACKPOOL} of {place['localities'][0]['code']}"
        ):
            SystemFile.model_validate(said)
