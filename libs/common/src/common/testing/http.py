"""A client that speaks to an application in process, and tokens as the gateway makes them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import UUID

import httpx
from fastapi import FastAPI

from common.crypto import keys
from common.crypto.tokens import TokenMinter

BASE_URL = "http://service.test"


class TestKeys:
    """A key pair on disk, and a minter of the gateway's tokens with it."""

    __test__ = False

    def __init__(self, directory: Path) -> None:
        self.private = directory / "private.json"
        self.public = directory / "public.json"
        keys.generate(self.private, self.public)
        self._minter = TokenMinter(keys.read_keys(self.private))

    def token(
        self,
        scopes: Iterable[str],
        ics: str = "QE1",
        organisation_id: UUID | None = None,
        *,
        subject: str = "test-caller",
    ) -> dict[str, str]:
        """Give the Authorization header of a caller with these scopes, in one system."""
        token = self._minter.mint(
            subject=subject, ics=ics, scopes=scopes, organisation_id=organisation_id
        )
        return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def client(
    app: FastAPI, *, headers: dict[str, str] | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """Run an application's lifespan, and give a client to it: ``async with client(app) as http``.

    An error that the application lets pass reaches the test only if no answer was made of it.
    """
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        yield await stack.enter_async_context(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app), base_url=BASE_URL, headers=headers
            )
        )
