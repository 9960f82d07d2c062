"""Routes of pages: what goes wrong is told on a page, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import FastAPI, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from common.errors import DomainError
from common.web.dependencies import anonymous
from common.web.routing import Route, Router
from gateway.pages.render import page
from gateway.pages.speaking import language_of, speaking

Slug = Annotated[str, Path(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
"""A system's name in the addresses of its pages."""


class PageRoute(Route):
    """A route whose refusals are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler: a refusal becomes a page with the same status."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                with speaking(language_of(request)):
                    return await handler(request)
            except DomainError as error:
                return refusal_page(error.status, error.title, error.detail)
            except RequestValidationError:
                return refusal_page(
                    404, "Page not found", "Check the address, or use the link in your email again."
                )

        return handle


def show_missing_pages(app: FastAPI) -> None:
    """Let an application tell a browser on a page that an address leads nowhere; programs, which
    do not ask for HTML, go on to get a problem."""
    tell_programs = app.exception_handlers[HTTPException]

    async def missing(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.status_code == 404 and _browses(request):
            return refusal_page(404, "Page not found", "Check the address for typing errors.")
        told: Response = await tell_programs(request, error)  # type: ignore[misc]
        return told

    app.add_exception_handler(HTTPException, missing)


def _browses(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(
        "/api/"
    )


def refusal_page(status: int, title: str, detail: str) -> Response:
    """Tell on a page what went wrong and what to do."""
    response = page("error.html", status=status, title=title, detail=detail)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def page_router() -> Router:
    """Make a router of public pages: anybody may open them, and they are in no API document."""
    router = Router(include_in_schema=False, dependencies=[anonymous()])
    router.route_class = PageRoute
    return router
