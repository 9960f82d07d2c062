"""The list of rules: every rule with its tests, and a failure where one is unproved."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from conftest import ROOT
from local_runner.rules import UNTESTED, Rule, ask_pytest, read_rules, show, unproved

COUNTS = {"panel": 13, "insights": 11, "governance": 16}

PROJECT = """
[tool.pytest.ini_options]
testpaths = ["tests"]
markers = ["rule(id): the rule"]
"""
TESTS = """
import pytest

@pytest.mark.rule("panel.1")
def test_proved(): pass

@pytest.mark.rule("panel.1", "panel.2")
def test_broken(): raise AssertionError

@pytest.mark.rule("panel.3")
class TestMany:
    @pytest.mark.parametrize("n", [1, 2])
    def test_each(self, n): pass

@pytest.mark.rule("panel.4")
def test_left_out(): pytest.skip("no")

@pytest.mark.rule("insights.1")
def test_of_another_service(): raise AssertionError

@pytest.mark.rule("insights.1", "panel.3")
def test_of_both(): pass

def test_of_no_rule(): raise AssertionError
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository of a few tests."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "tests" / "test_it.py").write_text(TESTS)
    (tmp_path / "tests" / "rules.json").write_text(
        json.dumps(dict.fromkeys((*(f"panel.{n}" for n in range(1, 6)), "insights.1"), "A rule"))
    )
    plugin = ROOT / "tests" / "rule_report.py"
    (tmp_path / "tests" / "rule_report.py").write_text(plugin.read_text())
    return tmp_path


class TestList:
    def test_it_has_every_rule_of_the_domain_once(self) -> None:
        rules = read_rules(ROOT, {})

        for service, count in COUNTS.items():
            names = [rule.name for rule in rules if rule.service == service]
            assert names == [f"{service}.{number}" for number in range(1, count + 1)]
        assert len(rules) == sum(COUNTS.values())

    def test_a_test_of_no_rule_that_there_is_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"panel\.99"):
            read_rules(ROOT, {"panel.99": {}})


@pytest.mark.slow
class TestResults:
    def test_running_gives_the_worst_result_of_each_rule(self, project: Path) -> None:
        rules = read_rules(project, ask_pytest(project, run=True))

        assert [rule.result for rule in rules] == [
            "failed", "failed", "passed", "skipped", UNTESTED, "failed",
        ]  # fmt: skip
        assert len(rules[2].tests) == 3

    def test_listing_runs_nothing(self, project: Path) -> None:
        rules = read_rules(project, ask_pytest(project, run=False))

        assert [rule.result for rule in rules] == [
            "not run", "not run", "not run", "not run", UNTESTED, "not run",
        ]  # fmt: skip

    def test_tests_of_other_services_rules_are_not_run(self, project: Path) -> None:
        results = ask_pytest(project, run=True, services={"insights"})

        tests = {test.rpartition("::")[2] for found in results.values() for test in found}
        assert tests == {"test_of_another_service", "test_of_both"}

    def test_tests_that_cannot_be_collected_are_told(self, project: Path) -> None:
        (project / "tests" / "test_it.py").write_text("import nothing_of_this_name")

        with pytest.raises(RuntimeError, match="nothing_of_this_name"):
            ask_pytest(project, run=False)


class TestShow:
    def test_a_tests_name_is_printed_as_it_is(self) -> None:
        console = Console(file=StringIO(), soft_wrap=True)
        name = "tests/test_it.py::test_it[/log/QE1/][bold]"

        show([Rule("panel.1", "A rule", {name: "passed"})], console)

        assert name in console.file.getvalue()  # type: ignore[attr-defined]


class TestUnproved:
    rules = [
        Rule("panel.1", "", {"a": "passed"}),
        Rule("panel.2", "", {"b": "not run"}),
        Rule("panel.3", "", {}),
        Rule("panel.4", "", {"c": "passed", "d": "failed"}),
        Rule("insights.1", "", {}),
    ]

    def test_untested_and_failed_rules_of_the_named_services_count(self) -> None:
        found = unproved(self.rules, {"panel"}, run=False)

        assert [rule.name for rule in found] == ["panel.3", "panel.4"]

    def test_after_a_run_what_was_not_run_counts_too(self) -> None:
        found = unproved(self.rules, {"panel"}, run=True)

        assert [rule.name for rule in found] == ["panel.2", "panel.3", "panel.4"]

    def test_no_service_named_means_nothing_is_asked(self) -> None:
        assert unproved(self.rules, set(), run=True) == []
