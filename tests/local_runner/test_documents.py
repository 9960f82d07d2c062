"""The documents are true of the repository: links lead somewhere, commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT

DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("data/*.md")]
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^ {4,}|`)make ([a-z][a-z0-9-]*)", re.MULTILINE)
MODULE = re.compile(r"python -m ([a-z_.]+)")
TARGET = re.compile(r"^([a-z][a-z0-9 -]*):", re.MULTILINE)


def targets() -> set[str]:
    lines = TARGET.findall((ROOT / "Makefile").read_text("utf-8"))
    return {target for line in lines for target in line.split()}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
class TestDocument:
    def test_every_link_into_the_repository_leads_somewhere(self, document: Path) -> None:
        for link in LINK.findall(document.read_text("utf-8")):
            if not re.match(r"[a-z]+:|#", link):
                assert (document.parent / link.partition("#")[0]).exists(), link

    def test_every_make_command_exists(self, document: Path) -> None:
        named = set(COMMAND.findall(document.read_text("utf-8")))
        assert named <= targets(), named - targets()

    def test_every_module_that_is_run_exists(self, document: Path) -> None:
        for module in MODULE.findall(document.read_text("utf-8")):
            path = module.replace(".", "/")
            folders = [
                *ROOT.glob("services/*/src"),
                *ROOT.glob("deploy/*/src"),
                ROOT / "libs/common/src",
            ]
            found = [
                f
                for f in (*folders, ROOT)
                for end in (".py", "/__main__.py")
                if (f / f"{path}{end}").exists()
            ]
            assert found, module
