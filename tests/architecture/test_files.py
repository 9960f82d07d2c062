"""What the files themselves must keep to."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT

LONGEST = 300

LONG_WITH_REASON = {
    "deploy/verifier/golden_thread_verify.py": "one file that needs nothing else, to be "
    "read, kept and run alone",
    "deploy/local/src/local_runner/postgres.py": "one server's life, from first start to kill",
    "tests/insights/test_visibility.py": "one matrix of every route that reads",
    "tests/common/messaging/test_consumer.py": "the promises of one class",
}
"""Files above 300 lines, and why each is one thing."""

REGISTRIES = re.compile(
    "|".join(
        (
            r"pypi\.(?:org|python)",
            r"files\.python" + "hosted",
            r"registry\.npm" + "js",
            r"registry\.yarn" + "pkg",
            r"repo1?\.maven",
            r"maven\.apache\.org/maven2",
            r"central\.sona" + "type",
        )
    ),
    re.IGNORECASE,
)


@cache
def files() -> list[str]:
    """List the files that git knows, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in sorted(set(listed.stdout.splitlines())) if (ROOT / name).is_file()]


def python_files(*folders: str) -> list[Path]:
    return [ROOT / n for n in files() if n.endswith(".py") and n.startswith(folders)]


class TestLength:
    def test_a_file_above_300_lines_gives_its_reason(self) -> None:
        long = {
            str(file.relative_to(ROOT))
            for file in python_files("libs/", "services/", "deploy/", "tests/", "benchmarks/")
            if len(file.read_text().splitlines()) > LONGEST
        }

        assert long - set(LONG_WITH_REASON) == set()


class TestIndependence:
    def test_the_product_reads_nothing_outside_of_its_repository(self) -> None:
        wrong = [
            str(file.relative_to(ROOT))
            for file in python_files("libs/", "services/", "deploy/")
            if re.search(r"\.\./shared|/work/", file.read_text())
        ]

        assert wrong == []

    def test_no_file_names_a_registry(self) -> None:
        wrong = []
        for name in files():
            try:
                text = (ROOT / name).read_text()
            except UnicodeDecodeError:
                continue
            if REGISTRIES.search(text):
                wrong.append(name)

        assert wrong == []

    @pytest.mark.parametrize("name", ["utils", "helpers", "managers", "misc"])
    def test_no_folder_or_module_is_a_drawer_for_everything(self, name: str) -> None:
        assert [file for file in files() if name in Path(file).with_suffix("").parts] == []


class TestUnfinished:
    def test_nothing_pretends(self) -> None:
        marks = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
        wrong = [
            str(file.relative_to(ROOT))
            for file in python_files("libs/", "services/", "deploy/")
            if marks.search(file.read_text())
        ]

        assert wrong == []
