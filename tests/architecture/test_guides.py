"""What the guides say must be there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT
from gateway.keys.service import SCOPES
from gateway.thread.service import KINDS

GUIDES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md")])
_LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
_ADDRESS = re.compile(
    r"(?:(GET|POST|PATCH|PUT|DELETE|HEAD) )?"
    r"(?:http://127\.0\.0\.1:8080)?(/api/v1/(?:\{ics\}|QE1)/[a-z]+/[A-Za-z0-9{}$_/\-.]+)"
)


@cache
def operations() -> list[tuple[str, re.Pattern[str]]]:
    """Give method and form of the address of every operation of the API."""
    found = []
    for file in ROOT.glob("docs/reference/openapi-*.json"):
        for path, item in json.loads(file.read_text())["paths"].items():
            form = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path))
            found += [(method.upper(), re.compile(form)) for method in item]
    return found


def addresses(text: str) -> Iterator[tuple[str | None, str]]:
    """Give the addresses of the API that a guide names, with the method where it says one."""
    for match in _ADDRESS.finditer(text):
        yield match[1], re.sub(r"\$\w+|[A-Z]{2,}_ID", "x", match[2].rstrip("./"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.relative_to(ROOT)))
class TestEachGuide:
    def test_links_lead_somewhere(self, guide: Path) -> None:
        targets = [m for m in _LINK.findall(guide.read_text()) if "://" not in m]
        assert [one for one in targets if not (guide.parent / one).exists()] == []

    def test_addresses_of_the_api_are_there(self, guide: Path) -> None:
        wrong = [
            f"{method or ''} {address}"
            for method, address in addresses(guide.read_text())
            if not any(
                form.fullmatch(address) and method in {None, one} for one, form in operations()
            )
        ]
        assert wrong == []


class TestIntegrators:
    TEXT = (ROOT / "docs/guides/integrators.md").read_text()

    @pytest.mark.parametrize("scope", sorted(SCOPES))
    def test_every_scope_of_a_key_is_explained(self, scope: str) -> None:
        rows = [line for line in self.TEXT.splitlines() if line.startswith("| `")]
        assert any(f"`{scope}`" in row.split("|")[1] for row in rows)

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_of_the_thread_is_named(self, kind: str) -> None:
        [line] = [line for line in self.TEXT.splitlines() if line.startswith("Kinds are ")]
        assert f"`{kind}`" in line
