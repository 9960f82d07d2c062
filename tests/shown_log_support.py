"""A log behind the gateway, as governance shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from decision_log_support import SIGNER, Files
from gateway_support import QE1, free_listener
from witness_support import Witness


class Governance:
    """Shows a log's files, as governance does."""

    def __init__(self) -> None:
        self.files: Files = {}
        self.busy: set[str] = set()
        """Paths that are refused once, to be asked again."""
        self.witnesses: list[Witness] = []

    async def answer(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix(f"/api/v1/{QE1}/governance/log").removeprefix("/")
        if not self.files:
            return web.Response(status=404)
        if path == "":
            named = [{"verifier_key": one.verifier_key} for one in self.witnesses]
            said = {"verifier_keys": [SIGNER.verifier_key], "witnesses": named}
            return web.json_response(said)
        if path in self.busy:
            self.busy.remove(path)
            return web.Response(status=503, headers={"Retry-After": "1"})
        content = self.files.get(path)
        return web.Response(status=404) if content is None else web.Response(body=content)


@asynccontextmanager
async def behind(governance: Governance) -> AsyncIterator[str]:
    """Serve it on a free port of loopback; gives its address."""
    application = web.Application()
    application.router.add_get("/{tail:.*}", governance.answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    listener, url = free_listener()
    await web.SockSite(runner, listener).start()
    try:
        yield url
    finally:
        await runner.cleanup()
