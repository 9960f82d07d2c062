"""Fails the run where a test was skipped. CI loads it: there, nothing may be left unproved."""

from __future__ import annotations

import pytest


class NoSkips:
    """Remembers each skip and why."""

    def __init__(self) -> None:
        self._skips: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of a skipped test; one that is expected to fail isn't skipped."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Take note of a module that skips itself."""
        if report.skipped:
            self._note(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn success into failure."""
        if self._skips and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was skipped."""
        for skip in self._skips:
            terminalreporter.write_line(f"NOT ALLOWED TO BE SKIPPED: {skip}", red=True)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        self._skips.append(f"{report.nodeid}: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    """Join in once, where results arrive: not in xdist's workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(NoSkips())
