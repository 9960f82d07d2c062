"""Health: alive, and ready. Checks say what they look at, and answer within a bound."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import orjson
from fastapi import FastAPI
from fastapi.responses import Response

from common.db.engine import Database
from common.observability.logging import get_logger
from common.observability.metrics import exposition
from common.web.principal import anonymous

CHECK_SECONDS = 3.0

_log = get_logger(__name__)


class NotReady(Exception):
    """What a check found. The message is for the operator and holds no secret."""


class HealthCheck(Protocol):
    """One thing that must be so before requests should come here."""

    @property
    def name(self) -> str:
        """Short name in the answer of /health/ready."""

    async def check(self) -> None:
        """Raise `NotReady`, or anything else, where it isn't so."""


@dataclass(frozen=True)
class DatabaseCheck:
    """The database answers."""

    database: Database
    name: str = "database"

    async def check(self) -> None:
        """Ask it for a row."""
        await self.database.ping()


@dataclass(frozen=True)
class MigrationsCheck:
    """The schema stands at the revision that the code was written for."""

    database: Database
    revision: str
    name: str = "migrations"

    async def check(self) -> None:
        """Compare the revisions."""
        found = await self.database.revision()
        if found != self.revision:
            raise NotReady(f"the schema is at {found}, the code needs {self.revision}: migrate")


async def readiness(checks: Sequence[HealthCheck]) -> tuple[bool, dict[str, str]]:
    """Run every check at once; give whether all passed, and what each found."""
    found = await asyncio.gather(*(_run(check) for check in checks))
    return all(word == "ok" for word in found), {
        check.name: word for check, word in zip(checks, found, strict=True)
    }


async def _run(check: HealthCheck) -> str:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check.check()
    except NotReady as error:
        return str(error)
    except TimeoutError:
        return f"no answer within {CHECK_SECONDS:.0f} s"
    except Exception as error:
        _log.warning("health check failed", check=check.name, exc_info=error)
        return "does not answer"
    return "ok"


def install(app: FastAPI, checks: Sequence[HealthCheck]) -> None:
    """Give an application /health/live, /health/ready and /metrics."""

    async def live() -> Response:
        return _answer(True, {})

    async def ready() -> Response:
        return _answer(*await readiness(checks))

    async def metrics() -> Response:
        content, media_type = exposition()
        return Response(content, media_type=media_type)

    for path, endpoint in (
        ("/health/live", live),
        ("/health/ready", ready),
        ("/metrics", metrics),
    ):
        app.add_api_route(
            path,
            endpoint,
            methods=["GET", "HEAD"],
            include_in_schema=False,
            dependencies=[anonymous()],
        )


def _answer(good: bool, checks: dict[str, str]) -> Response:
    body = {"status": "ok" if good else "unavailable", "checks": checks}
    return Response(orjson.dumps(body), 200 if good else 503, media_type="application/json")
