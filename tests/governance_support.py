"""What the tests of governance share: a running governance, and facts made the short way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson

from common.clock import new_id
from common.db.engine import Database, raw_connection
from common.db.tenancy import SystemCode
from common.events.envelope import Event, EventData
from common.events.insights import (
    ActivityChanged,
    ActivityRegistered,
    FindingPublished,
    FindingSuperseded,
    FindingWithdrawn,
    Visibility,
)
from governance.evidence import handlers

REAL_PACK = Path(__file__).parents[2] / "shared/sources/003_a0aebe9cd763aa76.txt"
"""Stands beside the repository, not in it."""
QE1 = SystemCode("QE1")
QKK = SystemCode("QKK")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ICP = UUID("62e5fe07-ed11-5694-a896-d8422d71f632")
MANAGER = ["governance:read", "governance:manage"]

_OUTBOX = "SELECT headers ->> 'ce_type' AS type, payload FROM outbox ORDER BY seq"

SHORT_MINUTES = """Fylde Sands Partnership Board

Minutes of the meeting held on Monday, 2 September 2024 at 2.00 pm in the Assembly Room

Present

Mira Oakley (Chair)
Tom Alder

Apologies

Councillor Ruth Sorrel

1. Minutes of the last meeting

Resolved: That the minutes be approved as a correct record

2. Walk-in clinic

Tom Alder presented the paper.

Resolved: That

(a) the opening hours of the clinic be extended until 10pm; and
(b) Mira Oakley be appointed Chair for 2024/25

Action: Tom Alder to publish the new hours by 30 September 2024

3. Date of next meeting

2 December 2024 at 2.00 pm
"""


def system_file(code: str) -> dict[str, Any]:
    """Give the governance part of a small system's file."""
    terms = {
        "outcome": ["approved", "endorsed", "agreed", "agreed_in_principle", "noted", "delegated",
                    "deferred", "rejected", "referred"],
        "activity_kind": ["planning", "proposal_for_change", "operational_decision"],
        "principle": [f"p{number}" for number in range(1, 11)],
        "involvement_spectrum": ["inform", "listen", "discuss", "collaborate", "empower"],
        "assembly_kind": ["citizens_assembly", "citizens_jury"],
        "assembly_category": ["place", "age_band", "sex"],
        "recommendation_answer": ["accepted", "partly_accepted", "not_accepted"],
    }  # fmt: skip
    body = {
        "id": str(ICP) if code == "QE1" else str(uuid4()),
        "code": "ICP",
        "name": "Fylde Sands Partnership Board",
        "kind": "integrated_care_partnership",
        "valid_from": "2022-07-01",
        "valid_to": None,
        "terms": {"valid_from": "2023-04-17", "valid_to": None, "meets_in_public": True},
        "posts": [
            {
                "id": str(uuid4()),
                "title": "Elected Member",
                "sector": "Local Government",
                "organisation": "Fylde Sands Council",
                "holders": [{"name": "Cllr Ada Applewick", "from": "2023-04-17", "to": None}],
            }
        ],
    }
    return {
        "code": code,
        "slug": f"system-{code.lower()}",
        "name": f"System {code}",
        "vocabularies": [
            {
                "code": name,
                "version": "2022",
                "valid_from": "2022-07-01",
                "valid_to": None,
                "terms": [{"code": c, "label": c, "parent": None} for c in codes],
            }
            for name, codes in terms.items()
        ],
        "bodies": [body],
    }


@dataclass
class Governance:
    """A running governance, and its callers."""

    http: httpx.AsyncClient
    token: Callable[..., dict[str, str]]
    database: Database
    scopes: list[str] = field(default_factory=lambda: list(MANAGER))

    async def call(
        self, method: str, path: str, *, ics: str = "QE1", caller: str | None = None,
        scopes: list[str] | None = None, headers: dict[str, str] | None = None, **options: Any,
    ) -> httpx.Response:  # fmt: skip
        """Call an address below ``/api/v1/{ics}/governance`` as a caller of that system."""
        token = self.token(scopes or self.scopes, caller or ics)
        address = f"/api/v1/{ics}/governance{path}"
        return await self.http.request(
            method, address, headers={**token, **(headers or {})}, **options
        )

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """GET, as `call`."""
        return await self.call("GET", path, **options)

    async def post(self, path: str, **options: Any) -> httpx.Response:
        """POST, as `call`."""
        return await self.call("POST", path, **options)

    async def patch(self, path: str, version: int, **options: Any) -> httpx.Response:
        """PATCH the version that was read."""
        return await self.call("PATCH", path, headers={"If-Match": f'"v{version}"'}, **options)

    async def import_minutes(
        self, text: str = SHORT_MINUTES, *, body: UUID = ICP, **options: Any
    ) -> httpx.Response:
        """Send the text of minutes."""
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        path = f"/minutes-imports?body_id={body}"
        return await self.post(path, content=text.encode(), headers=headers, **options)

    async def decision(self, **content: Any) -> dict[str, Any]:
        """Record a decision; give it as the API shows it."""
        values = {
            "body_id": str(ICP),
            "decided_on": "2024-09-02",
            "title": "Walk-in clinic",
            "outcome": "approved",
            "parts": [{"text": "the clinic be open until 10pm"}],
        }
        response = await self.post("/decisions", json=values | content)
        assert response.status_code == 201, response.text
        return dict(response.json())

    async def hears(self, data: EventData, handler: Any, ics: SystemCode = QE1) -> None:
        """Handle an event of the library as the worker would."""
        event = Event(id=new_id(), source="/insights", ics=ics, time=NOON, data=data)
        async with self.database.transaction(ics) as session:
            await handler(event, session)

    async def finding(
        self, *, version: int = 1, finding_id: UUID | None = None,
        activity_ids: list[UUID] | None = None, ics: SystemCode = QE1,
        visibility: Visibility = "public", at: datetime = NOON,
    ) -> UUID:  # fmt: skip
        """Let the library publish a version of a finding; give the finding's id."""
        finding_id = finding_id or new_id()
        data = FindingPublished(
            finding_id=finding_id, version=version, reference="QE1-F-2026-0001",
            title="Evening opening hours", summary="People work late.",
            activity_ids=activity_ids or [], visibility=visibility, published_at=at,
        )  # fmt: skip
        await self.hears(data, handlers.keep_published_finding, ics)
        return finding_id

    async def activity(self) -> UUID:
        """Let the library tell of an activity that took place; give its id."""
        activity_id = new_id()
        said: dict[str, Any] = {"activity_id": activity_id, "title": "Survey", "method": "survey"}
        await self.hears(ActivityRegistered(**said), handlers.keep_activity)
        await self.hears(ActivityChanged(**said, status="finished"), handlers.keep_activity)
        return activity_id

    async def withdraws(self, finding_id: UUID, version: int = 1) -> None:
        """Let the library withdraw a finding."""
        data = FindingWithdrawn(
            finding_id=finding_id, version=version, reason="wrong", withdrawn_at=NOON
        )
        await self.hears(data, handlers.keep_withdrawn_finding)

    async def supersedes(self, finding_id: UUID, version: int = 1, at: datetime = NOON) -> None:
        """Let the library supersede a version of a finding."""
        data = FindingSuperseded(
            finding_id=finding_id, version=version, superseded_by=finding_id, superseded_at=at
        )
        await self.hears(data, handlers.keep_superseded_finding)

    async def told(self, kind: str | None = None, ics: SystemCode = QE1) -> list[dict[str, Any]]:
        """Give the data of the events in the outbox, in order; of one type if it is named."""
        async with self.database.transaction(ics) as session:
            connection = await raw_connection(session)
            rows = await connection.fetch(_OUTBOX)
        return [orjson.loads(r["payload"]) for r in rows if kind in {None, r["type"]}]


async def imported(governance: Governance, text: str = SHORT_MINUTES) -> dict[str, Any]:
    response = await governance.import_minutes(text)
    assert response.status_code == 201, response.text
    return dict(response.json())


async def corrected(governance: Governance, draft: dict[str, Any], *changes: Any) -> dict[str, Any]:
    response = await governance.patch(
        f"/minutes-imports/{draft['id']}", draft["version"], json={"corrections": list(changes)}
    )
    assert response.status_code == 200, response.text
    return dict(response.json())
