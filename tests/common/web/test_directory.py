"""A request is handed to the route that the framework would find, without trying them all."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.responses import PlainTextResponse
from starlette.routing import Mount

from common.web import directory

TEMPLATES = (
    "/health/live",
    "/log/{ics}/{file:path}",
    "/api/v1/{ics}/panel/surveys",
    "/api/v1/{ics}/panel/surveys/{survey_id}",
    "/api/v1/{ics}/panel/surveys/{survey_id}/open",
    "/api/v1/{ics}/panel/answers/{token}",
    "/api/v1/{ics}/panel/{anything}/last",
    "/api/v1/{ics}/panel/surveys/never/last",
)

ADDRESSES = (
    "/health/live",
    "/log/QE1/a/b/c/surveys",
    "/api/v1/QE1/panel/surveys",
    "/api/v1/QE1/panel/surveys/7",
    "/api/v1/QE1/panel/surveys/7/open",
    "/api/v1/QE1/panel/surveys/never/last",
    "/api/v1/QE1/panel/answers/secret",
    "/api/v1/QE1/panel/answers/last",
    "/api/v1/QE1/panel/other/last",
    "/api/v1/QE1/panel/other",
    "/api/v1/QE1/panel",
    "/api/v1/QE1/panel/surveys/",
    "/static/v1/QE1/panel/surveys",
    "/",
)


def application() -> FastAPI:
    app = FastAPI(openapi_url=None)

    def route(template: str) -> APIRoute:
        def handler() -> str:
            return template

        return APIRoute(template, handler)

    app.router.routes += [route(template) for template in TEMPLATES]
    app.router.routes.append(Mount("/static", PlainTextResponse("mounted")))
    return app


async def ask(app: FastAPI, method: str, path: str, **options: Any) -> tuple[int, str]:
    transport = httpx.ASGITransport(app, **options)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.request(method, path)
        return answer.status_code, answer.text


class TestDirectory:
    @pytest.mark.parametrize("method", ["GET", "DELETE"])
    @pytest.mark.parametrize("path", ADDRESSES)
    async def test_it_finds_what_the_framework_finds(self, path: str, method: str) -> None:
        plain, quick = application(), application()
        directory.install(quick)
        assert await ask(quick, method, path) == await ask(plain, method, path)

    async def test_an_application_under_a_path_is_found_too(self) -> None:
        app = application()
        directory.install(app)
        under = "/under/api/v1/QE1/panel/surveys"
        assert (await ask(app, "GET", under, root_path="/under"))[0] == 200

    async def test_only_routes_of_the_word_are_tried(self, monkeypatch: pytest.MonkeyPatch) -> None:
        app = application()
        directory.install(app)
        tried = []
        matches = APIRoute.matches

        def noted(route: APIRoute, scope: Any) -> Any:
            tried.append(route.path)
            return matches(route, scope)

        monkeypatch.setattr(APIRoute, "matches", noted)
        await ask(app, "GET", "/api/v1/QE1/panel/answers/secret")
        assert tried == ["/log/{ics}/{file:path}", "/api/v1/{ics}/panel/answers/{token}"]
