"""The import contracts hold (.importlinter), and would notice."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

SERVICES = ("panel", "insights", "governance", "gateway")
LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]


def lint(folder: Path, *paths: Path) -> subprocess.CompletedProcess[str]:
    search = os.pathsep.join(str(path) for path in paths)
    return subprocess.run(
        [*LINT, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": search, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


class TestContracts:
    def test_they_hold(self) -> None:
        result = lint(ROOT)

        assert result.returncode == 0, result.stdout + result.stderr

    def test_they_name_every_service(self) -> None:
        contracts = configparser.ConfigParser()
        contracts.read(ROOT / ".importlinter")

        for section in ("services", "runner-above"):
            part = contracts[f"importlinter:contract:{section}"]
            named = part.get("modules") or part["source_modules"]
            assert set(named.split()) == set(SERVICES)

    @pytest.mark.parametrize(
        ("service", "planted", "broken"),
        [
            ("panel", "import insights", "Services never import each other"),
            ("gateway", "import common.events.panel", "The gateway knows events by"),
            ("governance", "import local_runner", "No service knows what runs it"),
        ],
    )
    def test_an_import_that_is_not_allowed_is_noticed(
        self, tmp_path: Path, service: str, planted: str, broken: str
    ) -> None:
        for package in (*SERVICES, "common", "common/events", "local_runner"):
            folder = tmp_path / package
            folder.mkdir()
            (folder / "__init__.py").touch()
        layers = ("testing", "web", "messaging", "mailing", "db", "crypto", "observability", "mail")
        for layer in layers:
            (tmp_path / "common" / f"{layer}.py").touch()
        for module in ("settings", "inspection", "errors", "clock", "personal_data", "bounded",
                       "events/panel", "events/insights", "events/governance",
                       "events/plans"):  # fmt: skip
            (tmp_path / "common" / f"{module}.py").touch()
        (tmp_path / service / "planted.py").write_text(planted + "\n")
        (tmp_path / ".importlinter").write_text((ROOT / ".importlinter").read_text())

        result = lint(tmp_path, tmp_path)

        assert result.returncode == 1, result.stdout + result.stderr
        assert broken in result.stdout.replace("\n", " ")
