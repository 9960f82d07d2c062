"""A pytest plugin that tells which tests prove which rule: ``-p rule_report --rules-report FILE``.

Works under xdist: the rules travel with each report.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

PROPERTY = "rule"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the report's path, and whose rules are asked for."""
    parser.addoption("--rules-report", type=Path, help="JSON file: rule → its tests and results")
    parser.addoption("--rules-of", default="", help="services whose rules alone are run: panel,…")


def pytest_configure(config: pytest.Config) -> None:
    """Begin a report where one is asked for, once and not in xdist's workers."""
    path: Path | None = config.getoption("--rules-report")
    config.pluginmanager.register(_Marker())
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Report(path))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests that prove no rule of the services that were named, if any were."""
    named = {name for name in config.getoption("--rules-of").split(",") if name}
    if named:
        others = [item for item in items if not named & _services(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if named & _services(item)]


class _Marker:
    """Writes the rules of each test into its reports."""

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        for mark in item.iter_markers("rule"):
            for rule in mark.args:
                item.user_properties.append((PROPERTY, rule))


class _Report:
    """Gathers rule → test → result."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._results: dict[str, dict[str, str]] = defaultdict(dict)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            for rule in _rules(item.user_properties):
                self._results[rule].setdefault(item.nodeid, "not run")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for rule in _rules(report.user_properties):
            worst = self._results[rule].get(report.nodeid, "not run")
            if report.failed:
                self._results[rule][report.nodeid] = "failed"
            elif report.skipped:
                self._results[rule][report.nodeid] = "skipped"
            elif report.when == "call" and worst == "not run":
                self._results[rule][report.nodeid] = "passed"

    def pytest_sessionfinish(self) -> None:
        self._path.write_text(json.dumps(self._results, indent=2, sort_keys=True) + "\n")


def _rules(properties: list[tuple[str, object]]) -> list[str]:
    return [str(value) for name, value in properties if name == PROPERTY]


def _services(item: pytest.Item) -> set[str]:
    return {rule.partition(".")[0] for rule in _rules(item.user_properties)}
