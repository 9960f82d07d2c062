"""Two applications of one process, made of the same routers."""

from __future__ import annotations

from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends

from common.db.engine import Database
from common.web.app import create_app
from common.web.dependencies import anonymous
from common.web.routing import Router
from conftest import ClientFactory, SettingsFactory

from .conftest import EdgeSettings

router = Router(prefix="/api/v1/{ics}/edge")


async def word() -> str:
    """Give a word that tests put others in the place of."""
    return "own"


@router.get("/words", dependencies=[anonymous()])
async def say(said: Annotated[str, Depends(word)]) -> str:
    """Say a word."""
    return said


async def heard(http: httpx.AsyncClient) -> Any:
    answer = await http.get("/api/v1/QE1/edge/words")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.usefixtures("edge_package")
async def test_a_second_does_not_take_the_routes_of_the_first(
    service_settings: SettingsFactory, edge_database: Database, client: ClientFactory
) -> None:
    def made(said: str) -> Any:
        app = create_app(
            service_settings(EdgeSettings),
            title="words",
            description="Words.",
            routers=[router],
            database=edge_database,
        )
        app.dependency_overrides[word] = lambda: said
        return app

    first, second = made("first"), made("second")
    async with client(first) as one, client(second) as other:
        assert [await heard(one), await heard(other), await heard(one)] == [
            "first",
            "second",
            "first",
        ]
