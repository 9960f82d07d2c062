"""The Lancashire and South Cumbria partnership's terms, as the system's file has them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from governance.quorum import rules
from governance.quorum.conditions import Member
from governance.quorum.evaluation import Attendee, Quorum, evaluate

_FILE = Path(__file__).parents[1] / "deploy/local/src/local_runner/data/systems/QE1.json"
ICP: dict[str, Any] = next(
    body for body in json.loads(_FILE.read_text(encoding="utf-8"))["bodies"]
    if body["code"] == "ICP"
)  # fmt: skip
TERMS: dict[str, Any] = ICP["terms"]
POSTS: dict[str, UUID] = {post["title"]: UUID(post["id"]) for post in ICP["posts"]}
MEMBERS = [
    Member(UUID(post["id"]), post["sector"], post["organisation"])
    for post in ICP["posts"]
    if post.get("standing", "full") == "full"
]
ALL = [member.post_id for member in MEMBERS]

_read = rules.read(TERMS)
assert _read is not None
RULE, GROUPS = _read


def sector(*names: str) -> list[UUID]:
    """Give the posts of sectors."""
    return [member.post_id for member in MEMBERS if member.sector in names]


BLACKPOOL, CHAIR, WESTMORLAND, LANCASHIRE = sector("Local Government")[:4]
ICB = sector("NHS ICB")
DIRECTORS = sector("Place-based Partnerships")
VCFSE = sector("Voluntary, Community, Faith and Social Enterprise Sector")
HEALTHWATCH = POSTS["Healthwatch Representative"]
HOSPICES = POSTS["Hospices Representative"]
QUORATE = [CHAIR, ICB[0], ICB[1], DIRECTORS[0], VCFSE[0], HEALTHWATCH, HOSPICES, VCFSE[1]]
"""Eight members who make the partnership quorate."""


def there(posts: Iterable[UUID], **how: bool) -> list[Attendee]:
    """Let the holders of posts attend."""
    return [Attendee(post, **how) for post in posts]


def quorum(attendees: Iterable[Attendee], **how: Any) -> Quorum:
    """Evaluate the partnership's rule."""
    options = {"remote_agreed": False} | how
    return evaluate(RULE, GROUPS, MEMBERS, list(attendees), **options)
