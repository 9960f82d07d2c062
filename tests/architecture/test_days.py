"""Days that count are England's: UTC is an hour behind them in summer."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from architecture.test_files import python_files
from conftest import ROOT

DAY_OF_UTC_IN_SQL = re.compile(r"[a-z_)]::\s*date\b|\bcurrent_date\b", re.IGNORECASE)
_TODAY_IN_SQL = re.compile(r"^(SELECT|INSERT|UPDATE|DELETE)\b.*\bcurrent_date\b", re.DOTALL)
DAY_OF_UTC_IN_A_TEMPLATE = re.compile(r"_at\s*\[\s*:\s*10\s*\]")

DATES_AS_MOMENTS = {"services/gateway/src/gateway/thread/statements.py"}
"""Where a date that has no hour is kept as a moment that every reader takes for that date."""


def days_of_utc(source: str) -> Iterator[int]:
    """Give the lines that take the day of a moment without saying where."""
    for node in ast.walk(ast.parse(source)):
        if _takes_a_day(node) or (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and DAY_OF_UTC_IN_SQL.search(node.value)
        ):
            yield node.lineno


def _takes_a_day(node: ast.AST) -> TypeGuard[ast.Call]:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    of, said = ast.unparse(node.func.value), [ast.unparse(one) for one in node.args]
    match of, node.func.attr:
        case "func", "date":
            return not said[0].startswith("func.timezone(")
        case "func", "timezone":
            return said[0] == "'UTC'"
        case ("func", "current_date") | ("date", "today") | ("datetime", "today"):
            return True
        case _, "date":
            return not (said or node.keywords) and "astimezone(" not in of
    return False


def beginnings_of_utc(source: str) -> Iterator[int]:
    """Give the lines that take the beginning of a day elsewhere than in England."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) == "datetime.combine"
            and "ENGLAND" not in ast.unparse(node)
        ):
            yield node.lineno


def days_from_now(source: str) -> Iterator[int]:
    """Give the lines of a test that take the day of now by UTC, or count days on from now by 24
    hours each: where summer time begins or ends between, that is another hour in England."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=of, attr="date"), args=[]) if _is_now(of):
                yield node.lineno
            case ast.Call(func=ast.Attribute(value=ast.Name("date" | "datetime"), attr="today")):
                yield node.lineno
            case ast.BinOp(left=moment, right=ast.Call(func=ast.Name("timedelta")) as by):
                named = {one.arg for one in by.keywords}
                if (by.args or named & {"days", "weeks"}) and _is_now(moment):
                    yield node.lineno
            case ast.Constant(value=str(words)) if _TODAY_IN_SQL.search(words):
                yield node.lineno


def _is_now(node: ast.AST) -> bool:
    """Say whether it is the present moment, or made of it."""
    return any(
        isinstance(one, ast.Call) and ast.unparse(one.func) in {"utc_now", "datetime.now"}
        for one in ast.walk(node)
    ) and "day_in_england" not in ast.unparse(node)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("today = clerk.now.date()", [1]),
        ("today = utc_now().date()", [1]),
        ("day = now.astimezone(ENGLAND).date()", []),
        ("day = day_in_england(now)\nday = one.at.date()", [2]),
        ("today = date.today()", [1]),
        ("day = func.date(Finding.published_at)", [1]),
        ("day = func.date(func.timezone('Europe/London', Finding.published_at))", []),
        ("day = cast(func.timezone('UTC', moment), Date)", [1]),
        ("query = text('SELECT published_at::date FROM findings')", [1]),
        ("query = text('DELETE FROM consents WHERE until < CURRENT_DATE')", [1]),
        ("query = select(func.current_date())", [1]),
        ("query = 'INSERT INTO answers SELECT $5::date'", []),
        ("begins = Activity.starts_on.cast(Date)", []),
    ],
)
def test_it_sees_days_of_utc(source: str, lines: list[int]) -> None:
    assert list(days_of_utc(source)) == lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("at = datetime.combine(day, time(), UTC)", [1]),
        ("at = datetime.combine(day, time(), tzinfo=UTC)", [1]),
        ("at = datetime.combine(day, time())", [1]),
        ("at = datetime.combine(day, time(), ENGLAND)", []),
    ],
)
def test_it_sees_beginnings_of_days_of_utc(source: str, lines: list[int]) -> None:
    assert list(beginnings_of_utc(source)) == lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("TODAY = utc_now().date()", [1]),
        ("day = (datetime.now(UTC) + timedelta(hours=1)).date()", [1]),
        ("day = date.today()", [1]),
        ("day = library.now.date()", []),
        ("day = day_in_england(utc_now()) + timedelta(30)", []),
        ("later = utc_now() + timedelta(days=180)", [1]),
        ("later = datetime.now(UTC) - timedelta(days)", [1]),
        ("later = utc_now().replace(microsecond=0) + timedelta(weeks=3)", [1]),
        ("later = utc_now() + timedelta(hours=25)", []),
        ("later = days_later(180)", []),
        ("said = 'UPDATE petitions SET due_on = current_date - 1'", [1]),
    ],
)
def test_it_sees_days_from_now_by_utc(source: str, lines: list[int]) -> None:
    assert sorted(set(days_from_now(source))) == lines


def found(service: str, lines_of: Callable[[str], Iterator[int]]) -> list[str]:
    files: list[Path] = list(python_files(f"services/{service}/src/"))
    assert files
    return [
        f"{file.relative_to(ROOT)}:{line}" for file in files for line in lines_of(file.read_text())
    ]


@pytest.mark.parametrize("service", ["panel", "insights", "governance", "gateway"])
def test_a_service_takes_the_day_in_england(service: str) -> None:
    assert found(service, days_of_utc) == [], (
        "take common.clock.day_in_england, or common.db.days in SQL"
    )


@pytest.mark.parametrize("service", ["panel", "insights", "gateway"])
def test_a_day_begins_at_midnight_in_england(service: str) -> None:
    elsewhere = {one.partition(":")[0] for one in found(service, beginnings_of_utc)}
    assert elsewhere - DATES_AS_MOMENTS == set(), "take common.clock.beginning_of, or end_of"


def test_a_test_takes_todays_day_in_england() -> None:
    files = set(python_files("tests/")) - {Path(__file__)}
    assert files
    assert [
        f"{file.relative_to(ROOT)}:{line}"
        for file in files
        for line in days_from_now(file.read_text(encoding="utf-8"))
    ] == [], "take common.testing.clock.today, or days_later"


def test_no_page_cuts_the_day_off_a_moment() -> None:
    templates = list((ROOT / "services/gateway/src/gateway/pages/templates").rglob("*.html"))
    assert templates
    assert [
        str(one.relative_to(ROOT))
        for one in templates
        if DAY_OF_UTC_IN_A_TEMPLATE.search(one.read_text())
    ] == [], "the filter `day` takes the day in England"


def test_the_clock_alone_says_which_zone_is_englands() -> None:
    naming = [
        file.relative_to(ROOT).as_posix()
        for file in python_files("libs/", "services/")
        if "Europe/London" in file.read_text(encoding="utf-8")
    ]
    assert naming == ["libs/common/src/common/clock.py"]
