"""Routes that are safe by construction.

A route of this `Router` cannot be defined without saying who may call it. Before its handler runs,
the caller is proved, and the request's form is checked: media types, size, unknown query
parameters. Its handler gets one session; what it wrote is committed before the answer leaves, and
rolled back on any error.

What answers ``GET`` answers ``HEAD`` too, with the same headers and no body (RFC 9110, section
9.3.2). A route that need not do all the work for it, such as one of a file, takes ``HEAD`` itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterator
from copy import copy
from inspect import iscoroutinefunction
from typing import Any, cast

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, request_response
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from common.web import idempotency
from common.web.dependencies import (
    reading,
    reading_of,
    system,
    system_of,
    writing,
    writing_of,
)
from common.web.documentation import document_refusals
from common.web.form import RequestForm
from common.web.given import Giver, handed_over, is_of_request
from common.web.principal import Anonymous, Requirement, principal_of
from common.web.unit_of_work import UnitOfWork, open_unit

DEFAULT_BODY_LIMIT = 1024 * 1024
"""Bytes that a body may have. A route that streams says ``max_body_size=`` for itself."""

_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

_GIVERS: dict[Any, Giver] = {
    system: system_of,
    reading: reading_of,
    writing: writing_of,
}

Handler = Callable[[Request], Awaitable[Response]]


class Route(APIRoute):
    """A route that is a unit of work."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        max_body_size: int | None = None,
        **options: Any,
    ) -> None:
        self.body_limit = max_body_size or DEFAULT_BODY_LIMIT
        self.streams_body = max_body_size is not None and max_body_size > DEFAULT_BODY_LIMIT
        super().__init__(path, endpoint, **options)
        self.head_by_another = False
        self.requirement = _requirement(self)
        _refuse_writing_by_safe_methods(self)
        self.form = RequestForm.of(self, self.body_limit)
        document_refusals(self, self.requirement)

    def joined(self, app: FastAPI, *, head_by_another: bool = False) -> Route:
        """Give this route as an application's own, whose overrides of dependencies count for it.

        Routers are made once for all applications of a process: a second one must not take the
        routes of the first.

        Args:
            head_by_another: another route of this address takes ``HEAD`` itself.
        """
        own = copy(self)
        own.head_by_another = head_by_another
        own.dependency_overrides_provider = app
        own.app = request_response(own.get_route_handler())
        return own

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether this route answers a request; ``HEAD`` as it answers ``GET``."""
        return super().matches(_as_get(scope) if self._reads_head(scope) else scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; ``HEAD`` with what ``GET`` would get, without the body.

        Raises:
            HTTPException: 405, naming the methods that it takes.
        """
        if self._reads_head(scope):
            await super().handle(_as_get(scope), receive, _without_body(send))
        elif scope["method"] in (methods := self.methods or set()):
            await super().handle(scope, receive, send)
        else:
            taken = methods | ({"HEAD"} if "GET" in methods else set())
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(taken))})

    def _reads_head(self, scope: Scope) -> bool:
        methods = self.methods or set()
        return (
            scope["method"] == "HEAD"
            and "GET" in methods
            and "HEAD" not in methods
            and not self.head_by_another
        )

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the framework's handler in the checks and the unit of work."""
        handler = self._framework_handler()

        async def handle(request: Request) -> Response:
            if self.requirement is not None:
                await self.requirement(request)
            self.form.check(request)
            unit = open_unit(request)
            try:
                if request.method == "POST" and idempotency.HEADER in request.headers:
                    response = await self._once(request, unit, handler)
                else:
                    response = await handler(request)
                await unit.commit()
            except BaseException:
                await unit.close()
                raise
            await unit.close_after(request, response)
            return response

        return handle

    def _framework_handler(self) -> Handler:
        documented = self.dependant
        if iscoroutinefunction(self.endpoint):
            self.dependant = handed_over(documented, _giver)
        try:
            return super().get_route_handler()
        finally:
            self.dependant = documented

    async def _once(self, request: Request, unit: UnitOfWork, handler: Handler) -> Response:
        if self.requirement is None:
            # Strangers share no key: nobody could say whose answer it is.
            return await handler(request)
        principal = await principal_of(request)
        keyed = await idempotency.keyed_request(request, principal, with_body=not self.streams_body)
        if keyed is None:
            return await handler(request)
        session = unit.writing(principal.ics)
        replay = await idempotency.claim(session, keyed)
        if replay is not None:
            return replay
        response = await handler(request)
        if not isinstance(response, StreamingResponse):
            await idempotency.keep(session, keyed, response)
        return response


class Router(APIRouter):
    """An APIRouter of such routes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=Route, **options)


def _as_get(scope: Scope) -> Scope:
    return {**scope, "method": "GET"}


def _without_body(send: Send) -> Send:
    async def headers_alone(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return headers_alone


def _giver(call: Any) -> Giver | None:
    if isinstance(call, Requirement) or is_of_request(call):
        return cast(Giver, call)
    return _GIVERS.get(call)


def _requirement(route: Route) -> Requirement | None:
    calls = list(_calls(route.dependant))
    found = [call for call in calls if isinstance(call, Requirement)]
    if found:
        return Requirement(tuple(dict.fromkeys(s for r in found for s in r.scopes)))
    if any(isinstance(call, Anonymous) for call in calls):
        return None
    raise TypeError(
        f"{sorted(route.methods or ())} {route.path}: say who may call it, with "
        "Annotated[Principal, requires(...)] or dependencies=[anonymous()]"
    )


def _refuse_writing_by_safe_methods(route: Route) -> None:
    calls = set(_calls(route.dependant))
    methods = route.methods or set()
    if writing in calls and not methods <= _UNSAFE:
        raise TypeError(f"{sorted(methods)} {route.path}: a safe method writes nothing")
    if writing in calls and reading in calls:
        raise TypeError(f"{route.path}: one session is enough; take Writing alone")


def _calls(dependant: Dependant) -> Iterator[Any]:
    for child in dependant.dependencies:
        yield child.call
        yield from _calls(child)
