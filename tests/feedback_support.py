"""Sources of feedback in tests, and files for them."""

from __future__ import annotations

from typing import Any

from insights_support import Caller, Library

MAPPING = {
    "external_id": "Id",
    "said_on": {"column": "Date"},
    "score": {"column": "Score", "best": 5, "worst": 1},
    "text": "Comment",
    "service": "Service",
}
HEADER = "Id,Date,Service,Score,Comment\n"


async def source(caller: Caller, *, name: str = "Comments", **changes: Any) -> str:
    """Register a source, give the path of its imports."""
    mapping = {**MAPPING, **changes}
    data = {"name": name, "kind": "complaints_and_compliments", "mapping": mapping}
    answer = await caller.post("/feedback-sources", data)
    assert answer.status_code == 201, answer.text
    return f"/feedback-sources/{answer.json()['id']}/imports"


async def stored(library: Library) -> list[str]:
    """Give the words of every item, oldest line first."""
    items = (await library.editor.get("/feedback?limit=200")).json()["items"]
    return sorted(item["text"] or "" for item in items)


def rows(count: int) -> bytes:
    """Make a file of as many rows, none like another."""
    lines = (
        f"R{n},{n % 28 + 1:02}/0{n % 9 + 1}/2025,Ward {n % 40},{n % 5 + 1},"
        f"Comment number {n} about the waiting and the staff of ward {n % 40}\n"
        for n in range(count)
    )
    return (HEADER + "".join(lines)).encode()
