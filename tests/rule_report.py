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
    """Take the report's path."""
    parser.addoption("--rules-report", type=Path, help="JSON file: rule → its tests and results")


def pytest_configure(config: pytest.Config) -> None:
    """Begin a report where one is asked for, once and not in xdist's workers."""
    path: Path | None = config.getoption("--rules-report")
    config.pluginmanager.register(_Marker())
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Report(path))


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
