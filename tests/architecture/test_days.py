"""Days that count in panel and governance are England's: UTC is an hour behind them in summer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from architecture.test_files import python_files
from conftest import ROOT


def days_of_utc(source: str) -> Iterator[int]:
    """Give the lines that take the day of a moment without saying where."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "date"
            and not (node.args or node.keywords)
            and "astimezone(" not in ast.unparse(node.func.value)
        ):
            yield node.lineno


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("today = clerk.now.date()", [1]),
        ("today = utc_now().date()", [1]),
        ("day = now.astimezone(ENGLAND).date()", []),
        ("day = day_in_england(now)\nday = one.at.date()", [2]),
    ],
)
def test_it_sees_days_of_utc(source: str, lines: list[int]) -> None:
    assert list(days_of_utc(source)) == lines


def found(service: str) -> list[str]:
    files: list[Path] = list(python_files(f"services/{service}/src/"))
    assert files
    return [
        f"{file.relative_to(ROOT)}:{line}"
        for file in files
        for line in days_of_utc(file.read_text())
    ]


@pytest.mark.parametrize("service", ["panel", "governance"])
def test_a_service_takes_the_day_in_england(service: str) -> None:
    assert found(service) == [], "take common.clock.day_in_england"


def test_the_clock_alone_says_which_zone_is_englands() -> None:
    naming = [
        file.relative_to(ROOT).as_posix()
        for file in python_files("libs/", "services/")
        if "Europe/London" in file.read_text(encoding="utf-8")
    ]
    assert naming == ["libs/common/src/common/clock.py"]
