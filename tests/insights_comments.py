"""Comments to suggest themes for, callers who may label, and decisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from insights_support import EDITOR, HEALTHWATCH, Caller, Library

LATE = "The transport was late, we waited two hours for the driver to come"
KIND = "The nurse was very kind and friendly, thank you"
POLISH = "Obsługa była bardzo miła ale czekaliśmy zbyt długo"
MAPPING = {
    "text": "Comment",
    "external_id": "Id",
    "said_on": {"column": "Said"},
    "themes": {
        "columns": {
            "P": "parking",
            "T": "transport_to_from_services",
            "W": "timeliness_of_care",
            "C": "contacting_services",
        }
    },
}
LABEL = ["insights:read", "insights:label"]


def labeller(library: Library, organisation: UUID | None = HEALTHWATCH) -> Caller:
    return library.caller(LABEL, organisation)


def team(library: Library, ics: str = "QE1") -> Caller:
    """The system's own team, with leave to label."""
    return library.caller([*EDITOR, "insights:label"], ics=ics)


async def comments(
    library: Library, *rows: tuple[str, str], visibility: str = "partners", caller: Any = None
) -> str:
    """Import comments of Healthwatch's, each with its text and the letters of its themes."""
    by = caller or library.partner
    source = await by.post(
        "/feedback-sources",
        {
            "name": f"Comments {visibility} {len(rows)} {by.ics}",
            "kind": "friends_and_family_test",
            "mapping": MAPPING,
            "visibility": visibility,
        },
    )
    assert source.status_code == 201, source.text
    identifier: str = source.json()["id"]
    lines = [
        f'{number},01/03/2026,"{text}",' + ",".join(str(int(theme in marks)) for theme in "ptwc")
        for number, (text, marks) in enumerate(rows)
    ]
    body = "\n".join(["Id,Said,Comment,P,T,W,C", *lines])
    answer = await by.upload(f"/feedback-sources/{identifier}/imports", body.encode())
    assert answer.status_code == 201, answer.text
    return identifier


async def suggested(caller: Caller, **filters: str) -> list[dict[str, Any]]:
    query = "&".join(["limit=200", *(f"{name}={value}" for name, value in filters.items())])
    answer = await caller.get(f"/theme-suggestions?{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def decide(caller: Caller, one: dict[str, Any], decision: str) -> Any:
    return await caller.act(
        f"/theme-suggestions/{one['id']}/decision", one["version"], {"decision": decision}
    )
