"""The insights library in tests: a small system, callers of each kind, things to deposit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import httpx
import orjson
from sqlalchemy import text

from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.testing.clock import FakeClock
from insights.files.storage.port import FileStore
from insights.findings.embargoes import Lifter

QE1 = SystemCode("QE1")
QKK = SystemCode("QKK")
HEALTHWATCH = UUID("00000000-0000-4000-8000-000000000001")
CHARITY = UUID("00000000-0000-4000-8000-000000000002")
CLOSED = UUID("00000000-0000-4000-8000-000000000003")
EDITOR = ["insights:read", "insights:deposit", "insights:publish", "insights:manage"]
PARTNER = ["insights:read", "insights:deposit"]
READER = ["insights:read"]


def system_file(code: str = "QE1") -> dict[str, Any]:
    """A small system in the form of the real files."""

    def vocabulary(name: str, *terms: str, ends: str | None = None) -> dict[str, Any]:
        return {
            "code": name,
            "version": "1",
            "valid_from": "2022-07-01",
            "valid_to": ends,
            "terms": [{"code": term, "label": term.replace("_", " ")} for term in terms],
        }

    return {
        "code": code,
        "slug": f"system-{code.lower()}",
        "name": f"System {code}",
        "gss": "E54000048",
        "settings": {"register_licence": "ogl-uk-3.0" if code == "QE1" else None},
        "places": [{"code": "blackpool", "name": "Blackpool"}, {"code": "fylde", "name": "Fylde"}],
        "vocabularies": [
            vocabulary("theme", "urgent_care", "carers", "patient_transport", "housing"),
            vocabulary("method", "survey", "focus_group", "interview"),
            vocabulary("source", "friends_and_family_test", "complaints_and_compliments"),
            vocabulary("involvement_spectrum", "inform", "listen", "discuss"),
            vocabulary("inclusion_health_group", "young_carers", "homelessness"),
            vocabulary("ethnic_group", "asian_indian", "white_irish"),
            vocabulary("sex", "former_code", ends="2024-01-01"),
        ],
        "theme_mappings": [
            _mapping("transport_to_from_services", "patient_transport"),
            _mapping("timeliness_of_care", "urgent_care"),
            _mapping("contacting_services", "urgent_care"),
            _mapping("interaction_with_family_carers", "carers", "housing"),
        ],
        "organisations": [
            _organisation(HEALTHWATCH, "Healthwatch of the Coast", "healthwatch"),
            _organisation(CHARITY, "The Listening Charity", "vcfse"),
            {**_organisation(CLOSED, "A Merged Trust", "trust"), "valid_to": "2025-04-01"},
        ],
    }


def _mapping(code: str, *themes: str) -> dict[str, Any]:
    return {
        "framework": "patient_experience",
        "code": code,
        "themes": list(themes),
        "valid_from": "2023-06-02",
        "valid_to": None,
    }


def _organisation(identifier: UUID, name: str, kind: str) -> dict[str, Any]:
    return {
        "id": str(identifier),
        "name": name,
        "kind": kind,
        "places": [],
        "valid_from": "2022-07-01",
        "valid_to": None,
    }


class TokenFactory(Protocol):
    """Gives the Authorization header of a caller."""

    def __call__(
        self,
        scopes: list[str],
        ics: str = "QE1",
        organisation_id: UUID | None = None,
        *,
        subject: str = "test-caller",
    ) -> dict[str, str]: ...


@dataclass
class Caller:
    """A caller of the API of one system, with one credential."""

    http: httpx.AsyncClient
    headers: dict[str, str]
    ics: str = "QE1"

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self._send("GET", path, **options)

    async def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return await self._send("POST", path, json=json, **options)

    async def patch(self, path: str, json: Any, version: int) -> httpx.Response:
        return await self._send("PATCH", path, json=json, headers={"If-Match": f'"v{version}"'})

    async def put(self, path: str, json: Any, version: int) -> httpx.Response:
        return await self._send("PUT", path, json=json, headers={"If-Match": f'"v{version}"'})

    async def act(self, path: str, version: int, json: Any = None) -> httpx.Response:
        """Do a step that names the version which it starts from."""
        return await self._send("POST", path, json=json, headers={"If-Match": f'"v{version}"'})

    async def upload(self, path: str, body: bytes, content_type: str = "text/csv") -> Any:
        headers = {"Content-Type": content_type}
        return await self._send("POST", path, content=body, headers=headers)

    async def delete(self, path: str, **options: Any) -> httpx.Response:
        return await self._send("DELETE", path, **options)

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        if options.get("json") is None:
            options.pop("json", None)
        address = f"/api/v1/{self.ics}/insights{path}"
        return await self.http.request(method, address, headers=headers, **options)


class Library:
    """The running library, with a caller for each kind of credential."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        token: TokenFactory,
        database: Database,
        clock: FakeClock,
        files: FileStore,
    ) -> None:
        self._http = http
        self._token = token
        self.database = database
        self.clock = clock
        self.files = files

    def caller(
        self, scopes: list[str], organisation_id: UUID | None = None, ics: str = "QE1"
    ) -> Caller:
        subject = f"{organisation_id} {' '.join(scopes)}"
        headers = self._token(scopes, ics, organisation_id, subject=subject)
        return Caller(self._http, headers, ics)

    @property
    def editor(self) -> Caller:
        return self.caller(EDITOR)

    @property
    def partner(self) -> Caller:
        return self.caller(PARTNER, HEALTHWATCH)

    @property
    def other_partner(self) -> Caller:
        return self.caller(PARTNER, CHARITY)

    @property
    def reader(self) -> Caller:
        """Someone who may read and of whom nothing more is known."""
        return self.caller(READER)

    @property
    def nobody(self) -> Caller:
        return Caller(self._http, {})

    @property
    def now(self) -> datetime:
        return self.clock()

    async def draft(self, caller: Caller | None = None, **fields: Any) -> dict[str, Any]:
        """Deposit a finding."""
        answer = await (caller or self.editor).post("/findings", finding(**fields))
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def published(self, caller: Caller | None = None, **fields: Any) -> dict[str, Any]:
        """Deposit a finding, submit it and publish it."""
        return await self.publish(await self.draft(caller, **fields))

    async def embargoed(
        self, caller: Caller | None = None, days: int = 3, **fields: Any
    ) -> dict[str, Any]:
        """Deposit a finding and have it approved, to be published some days from now."""
        until = (self.now + timedelta(days=days)).isoformat()
        return await self.published(caller, embargo_until=until, **fields)

    async def lift(self) -> None:
        """Let the worker publish what comes out of its embargo."""
        await Lifter(self.clock).lift_due(self.database)

    async def end(self, organisation_id: UUID) -> None:
        """Let an organisation come to an end, some days ago."""
        path, end = f"/organisations/{organisation_id}", {"valid_to": "2026-11-01"}
        answer = await self.editor.patch(path, end, 1)
        assert answer.status_code == 200, answer.text

    async def publish(self, draft: dict[str, Any]) -> dict[str, Any]:
        """Submit and publish a draft."""
        path = f"/findings/{draft['id']}"
        submitted = await self.editor.act(f"{path}/submit", draft["revision"])
        assert submitted.status_code == 200, submitted.text
        answer = await self.editor.act(f"{path}/publish", submitted.json()["revision"])
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def events(self, ics: SystemCode = QE1) -> list[tuple[str, dict[str, Any]]]:
        """Read the outbox: type and data of every event, in order."""
        async with self.database.reading(ics) as session:
            rows = await session.execute(text("SELECT headers, payload FROM outbox ORDER BY seq"))
            return [(row[0]["ce_type"], orjson.loads(row[1])) for row in rows]


def finding(**fields: Any) -> dict[str, Any]:
    """A finding as it is deposited."""
    return {
        "title": "Waiting for urgent care at night",
        "summary": "People told us that they wait long and are not told how long.",
        "heard_from": "2026-09-01",
        "heard_to": "2026-09-30",
        "communities": ["young_carers"],
        "places": ["blackpool"],
        "people_heard": 40,
        "methods": ["focus_group"],
        "spectrum_level": "listen",
        "themes": ["urgent_care"],
        "strength": "moderate",
        "quotations": [{"text": "Nobody said how long it would be.", "consent": True}],
        "recommendations": ["Say how long the wait is."],
        "licence": "ogl-uk-3.0",
        "visibility": "public",
        **fields,
    }


def activity(**fields: Any) -> dict[str, Any]:
    """An activity as it is registered."""
    return {
        "title": "Listening to young carers about urgent care",
        "themes": ["urgent_care"],
        "communities": ["young_carers"],
        "places": ["blackpool"],
        "methods": ["focus_group"],
        "starts_on": "2027-01-11",
        "ends_on": "2027-02-11",
        **fields,
    }
