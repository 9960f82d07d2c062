"""Finding the route of a request without trying the forms of all of a service's addresses.

The framework tries one route after another, and a service has some hundred; they were up to a
tenth of a request's work. Nearly every template has the same word at the same place of its address,
``/api/v1/{ics}/panel/surveys/…``, so only the routes of that word, in their order, can be meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

_PLACE = 5
"""Which part of an address says what it is about: /api/v1/QE1/panel/surveys."""


class Directory:
    """Hands a request to the first route that takes it, as the framework would.

    What no route takes as it is, the framework answers by its own search: another method, an
    address that isn't there, an application that is mounted under a path.
    """

    def __init__(self, app: FastAPI) -> None:
        self._router = app.router
        self._by_word = by_word(app.router.routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope.get("root_path"):
            parts = scope["path"].split("/", _PLACE + 1)
            for route in self._by_word.get(parts[_PLACE] if len(parts) > _PLACE else "", ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope.update(found)
                    await route.handle(scope, receive, send)
                    return
        await self._router.app(scope, receive, send)


def by_word(routes: Sequence[BaseRoute]) -> Mapping[str, Sequence[BaseRoute]]:
    """Give the routes that an address with a word at that place can mean, in their order."""
    words = [(route, _word(route)) for route in routes]
    known = {word for _, word in words if word is not None}
    return {word: [route for route, own in words if own is None or own == word] for word in known}


def _word(route: BaseRoute) -> str | None:
    """Give a template's fixed word at that place; None where an address can have any there."""
    if not isinstance(route, Route):
        return None
    parts = route.path.split("/", _PLACE + 1)
    word = parts[_PLACE] if len(parts) > _PLACE else ""
    anything = "{" in word or any(part.endswith(":path}") for part in parts[:_PLACE])
    return None if anything else word


def install(app: FastAPI) -> None:
    """Let an application that has all of its routes find them so."""
    app.router.middleware_stack = Directory(app)
