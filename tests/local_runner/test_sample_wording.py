"""The samples are written afresh: facts may come from published documents, sentences do not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import local_runner

SAMPLES = Path(local_runner.__file__).parent / "data" / "samples"
SYSTEMS = SAMPLES.parent / "systems"
SOURCES = Path(__file__).parents[3] / "shared" / "sources"
"""The documents whose facts were used; they stand beside the repository, not in it."""
WORDS = 6
"""So many words on end in common are a sentence copied."""
_WORD = re.compile(r"[a-z0-9’']+")


def sample_files() -> list[Path]:
    """List the files of samples that hold sentences; the minutes are there for their formulae."""
    return sorted([*SAMPLES.rglob("*.json"), *SAMPLES.glob("*.csv")])


def names() -> list[str]:
    """Give the names of systems, bodies, organisations and posts: facts, that cannot be reworded;
    the longest first."""
    found: set[str] = set()
    for file in (*SYSTEMS.glob("*.json"), *SAMPLES.glob("record/*.json")):
        held = json.loads(file.read_text(encoding="utf-8"))
        found.add(held.get("name", ""))
        found |= {one["name"] for one in (*held["bodies"], *held.get("organisations", []))}
        for body in held["bodies"]:
            for post in body.get("posts", []):
                found |= {post["title"], post["sector"] or "", post["organisation"] or ""}
    return sorted((one for one in found if one), key=len, reverse=True)


def texts(value: Any) -> Iterator[str]:
    """Give every text in a JSON value."""
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from texts(one)
        case list():
            for one in value:
                yield from texts(one)


def sentences(file: Path) -> list[str]:
    """Give the texts of a sample: of JSON each by itself, else line by line."""
    text = file.read_text(encoding="utf-8")
    return list(texts(json.loads(text))) if file.suffix == ".json" else text.splitlines()


def runs(lines: Iterable[str], known: list[str]) -> set[str]:
    """Give all runs of words in texts, none across a name."""
    found: set[str] = set()
    for line in lines:
        for part in _apart(line, known).lower().split("\n"):
            words = _WORD.findall(part)
            found |= {" ".join(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}
    return found


def _apart(line: str, known: list[str]) -> str:
    for name in known:
        line = line.replace(name, "\n")
    return line


@pytest.fixture(scope="module")
def source_runs() -> set[str]:
    """All runs of words in the documents."""
    files = sorted(SOURCES.glob("*.txt")) if SOURCES.is_dir() else []
    if not files:
        # With CI=true a skipped test is a failure (tests/plugins/no_skips.py).
        pytest.skip(f"No documents in {SOURCES}: without them nobody knows what was copied.")
    return {
        run
        for file in files
        for run in runs([file.read_text(encoding="utf-8").replace("\n", " ")], names())
    }


@pytest.mark.parametrize("file", sample_files(), ids=lambda file: str(file.relative_to(SAMPLES)))
def test_no_sentence_is_copied(file: Path, source_runs: set[str]) -> None:
    assert sorted(runs(sentences(file), names()) & source_runs) == []


def test_a_copied_sentence_would_be_found(source_runs: set[str]) -> None:
    copied = "…, and the vote will be passed with a simple majority the votes of members present."
    assert runs([copied], names()) & source_runs
