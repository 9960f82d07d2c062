"""A small service behind the real edge, which can be made to die in the middle of a request.

python -m faults.service_process before-commit|before-response NTH      (settings from GT_…)
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated, ClassVar
from uuid import UUID

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.db.engine import Database
from common.settings import ServiceSettings, load_settings
from common.web.app import create_app
from common.web.dependencies import Principal, System, Writing, requires
from common.web.routing import Router
from common.web.schemas import Model
from common.web.server import serve
from faults.platform import grow


class PanelSettings(ServiceSettings):
    service: ClassVar[str] = "panel"


class Growth(Model):
    """Which counter is to grow."""

    counter_id: UUID


class Grown(Model):
    """What it grew to."""

    value: int


class Fate:
    """Kills this process when it passes a point for the nth time."""

    def __init__(self, point: str, nth: int) -> None:
        self._point, self._left = point, nth

    def passes(self, point: str) -> None:
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class DeathBeforeTheResponse:
    """Dies when a response to a POST is about to leave: its transaction is committed by then."""

    def __init__(self, app: ASGIApp, fate: Fate) -> None:
        self._app, self._fate = app, fate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def mortal(message: Message) -> None:
            if scope.get("method") == "POST" and message["type"] == "http.response.start":
                self._fate.passes("before-response")
            await send(message)

        await self._app(scope, receive, mortal)


def main(point: str, nth: int) -> None:
    settings = load_settings(PanelSettings)
    fate, router = Fate(point, nth), Router()

    @router.post("/api/v1/{ics}/panel/growths", status_code=201)
    async def let_it_grow(
        body: Growth,
        session: Writing,
        ics: System,
        _: Annotated[Principal, requires("panel:manage")],
    ) -> Grown:
        value = await grow(session, ics, body.counter_id)
        fate.passes("before-commit")
        return Grown(value=value)

    database = Database(settings.database_url.get_secret_value(), schema="panel")
    app = create_app(settings, title="Counters", routers=[router], database=database)
    app.add_middleware(DeathBeforeTheResponse, fate=fate)
    serve(app, settings)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
