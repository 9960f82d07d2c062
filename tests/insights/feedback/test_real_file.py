"""The real Friends and Family Test comments of two trusts, row by row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from insights_support import Caller, Library

COMMENTS = Path(__file__).parents[4] / "shared" / "data" / "fft_comments.csv"


async def fft_source(caller: Caller, name: str = "FFT") -> str:
    """Register a source with the ready mapping."""
    answer = await caller.post(
        "/feedback-sources",
        {
            "name": name,
            "kind": "friends_and_family_test",
            "mapping": "friends_and_family_test",
        },
    )
    assert answer.status_code == 201, answer.text
    identifier: str = answer.json()["id"]
    return identifier


def expected() -> Counter[str]:
    """Say what must become of each row, by the file's own rules, independently of the importer."""
    fates: Counter[str] = Counter()
    with COMMENTS.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            day, month, _ = map(int, re.split("/", row["Date"]))
            if month > 12:
                fates["month first"] += 1
            elif row["FFT answer"].strip() in {"", "Did not answer"} and int(
                row["FFT categorical answer"]
            ) not in range(1, 6):
                fates["blank"] += 1
            else:
                assert day <= 31
                fates["item"] += 1
    return fates


class TestTheRealFile:
    @pytest.mark.rule("insights.11")
    async def test_every_row_is_accounted_for_and_none_is_imported_twice(
        self, library: Library
    ) -> None:
        source = await fft_source(library.editor)
        path, body = f"/feedback-sources/{source}/imports", COMMENTS.read_bytes()
        fates = expected()
        assert sum(fates.values()) == 5529

        dry = (await library.editor.upload(f"{path}?dry_run=true", body)).json()
        assert await count(library) == 0
        first = (await library.editor.upload(path, body)).json()
        again = (await library.editor.upload(path, body)).json()

        assert tally(dry) == tally(first)
        assert tally(first) == (5529, fates["item"], fates["blank"], 0, fates["month first"])
        assert tally(again) == (5529, 0, fates["blank"], fates["item"], fates["month first"])
        assert again["same_file_as"] == first["import_id"]
        assert await count(library) == fates["item"]

    @pytest.mark.rule("insights.11")
    async def test_a_rejected_row_is_reported_with_its_line_field_and_reason(
        self, library: Library
    ) -> None:
        source = await fft_source(library.editor)
        answer = await library.editor.upload(
            f"/feedback-sources/{source}/imports", COMMENTS.read_bytes()
        )
        lines = COMMENTS.read_text(encoding="utf-8").split("\n")
        report = answer.json()
        assert len(report["rejected"]) == report["rejected_rows"] == 209
        for rejection in report["rejected"]:
            assert rejection["field"] == "said_on"
            assert "other way round" in rejection["reason"]
            assert re.search(r",\d{1,2}/(1[3-9]|[23]\d)/20", lines[rejection["line"] - 1])

    @pytest.mark.rule("insights.11")
    async def test_how_a_comment_feels_is_what_its_row_says(self, library: Library) -> None:
        source = await fft_source(library.editor)
        await library.editor.upload(f"/feedback-sources/{source}/imports", COMMENTS.read_bytes())
        labelled: Counter[str] = Counter()
        with COMMENTS.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if int(row["Date"].split("/")[1]) <= 12:
                    labelled[row["Comment sentiment"]] += 1
        found = (await library.editor.get("/feedback?limit=1")).json()
        told = {one["code"]: one["count"] for one in found["counts"]["file_sentiment"]}
        assert sum(told.values()) > 4_000
        assert told == {value: labelled[value] for value in "12345"}
        assert "sentiment" not in found["counts"], "no person accepted any of a model"

    async def test_comments_can_be_searched_with_counts(self, library: Library) -> None:
        source = await fft_source(library.editor)
        await library.editor.upload(f"/feedback-sources/{source}/imports", COMMENTS.read_bytes())
        answer = await library.editor.get('/feedback?q="waiting time"&limit=5')
        found = answer.json()
        assert found["total"] > 20
        assert all("<mark>" in item["extract"] for item in found["items"])
        services = {entry["code"] for entry in found["counts"]["service"]}
        assert "PTS - Patient Transport" in services, "no-break and double spaces are one space"
        assert {entry["code"] for entry in found["counts"]["theme"]} >= {"timeliness_of_care"}
        assert all(1 <= int(entry["code"]) <= 5 for entry in found["counts"]["score"])


def tally(report: dict[str, Any]) -> tuple[int, ...]:
    """Give the figures of a report; they always add up."""
    figures = tuple(
        report[name] for name in ("rows", "accepted", "blank", "duplicates", "rejected_rows")
    )
    assert figures[0] == sum(figures[1:])
    return figures


async def count(library: Library) -> int:
    total: int = (await library.editor.get("/feedback?limit=1")).json()["total"]
    return total
