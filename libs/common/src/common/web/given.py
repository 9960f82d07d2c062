"""What a handler is given straight from its request.

The framework finds out anew at every request what a dependency asks for. The system, the session
and the principal ask for nothing but the request, and nearly every route takes them, so a route
hands them over itself. They stay the framework's dependencies for the documents, and wherever
another dependency asks for them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import copy
from typing import Any, TypeVar

from fastapi import Request
from fastapi.dependencies.models import Dependant

Giver = Callable[[Request], Awaitable[Any]]

_REQUEST = "golden_thread_request"
_OF_REQUEST = "golden_thread_of_request"

G = TypeVar("G", bound=Giver)


def of_request(give: G) -> G:
    """Mark a service's own dependency that asks for nothing but the request, such as its keys:
    routes hand its value over, and an application's overrides don't count for it."""
    setattr(give, _OF_REQUEST, True)
    return give


def is_of_request(call: Any) -> bool:
    """Say whether a dependency is so marked."""
    return getattr(call, _OF_REQUEST, False) is True


def handed_over(dependant: Dependant, giver: Callable[[Any], Giver | None]) -> Dependant:
    """Give a dependant that leaves to the framework only what ``giver`` has no answer for.

    Args:
        dependant: of a route whose handler is a coroutine function.
        giver: what gives a dependency's value from the request; None for other dependencies.
    """
    found = [(child, giver(child.call)) for child in dependant.dependencies]
    given = [(child.name, give) for child, give in found if give is not None]
    if not given:
        return dependant
    lean = copy(dependant)
    lean.dependencies = [child for child, give in found if give is None]
    lean.request_param_name = dependant.request_param_name or _REQUEST
    lean.call = _giving(dependant, [(name, give) for name, give in given if name is not None])
    return lean


def _giving(dependant: Dependant, given: list[tuple[str, Giver]]) -> Callable[..., Any]:
    endpoint: Any = dependant.call
    own_name = dependant.request_param_name

    async def call(**values: Any) -> Any:
        request = values[own_name] if own_name else values.pop(_REQUEST)
        for name, give in given:
            values[name] = await give(request)
        return await endpoint(**values)

    return call
