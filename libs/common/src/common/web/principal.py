"""Who calls: the principal, what it may do, and how a request proves it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from fastapi import Depends, Request

from common.crypto.tokens import BadToken, TokenVerifier
from common.db.tenancy import SystemCode, system_code
from common.errors import Forbidden, NotFound, Unauthenticated
from common.observability.tracing import set_system

_PRINCIPAL = "golden_thread.principal"


@dataclass(frozen=True)
class Principal:
    """An authenticated caller, acting in one system."""

    subject: str
    organisation_id: UUID | None
    ics: SystemCode
    scopes: frozenset[str]

    def require(self, scope: str) -> None:
        """Refuse a caller that lacks a scope.

        Raises:
            Forbidden: if it does.
        """
        if scope not in self.scopes:
            raise Forbidden(f"This needs the scope {scope}, which your credential does not have.")


Authenticator = Callable[[Request], Awaitable[Principal]]
"""Gives a request's principal, or raises `Unauthenticated`."""


def token_authenticator(verifier: TokenVerifier) -> Authenticator:
    """Make the authenticator of a service: it takes the gateway's signed tokens and no other."""

    async def authenticate(request: Request) -> Principal:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send a token of the gateway as Authorization: Bearer.")
        try:
            claims = verifier.verify(token.strip())
            ics = system_code(claims.ics)
        except (BadToken, ValueError):
            raise Unauthenticated("The token is not valid, or no longer. Get a new one.") from None
        return Principal(claims.subject, claims.organisation_id, ics, claims.scopes)

    return authenticate


async def principal_of(request: Request) -> Principal:
    """Give the request's principal, proved once a request; 404 for another system's address.

    Raises:
        Unauthenticated: if nothing valid proves who calls.
        NotFound: if the address belongs to a system that isn't the caller's.
    """
    known = request.scope.get(_PRINCIPAL)
    if known is not None:
        return cast(Principal, known)
    authenticate: Authenticator = request.app.state.authenticate
    principal = await authenticate(request)
    named = request.path_params.get("ics")
    if named is not None and named != principal.ics:
        raise NotFound("There is nothing at this address for your credential.")
    set_system(principal.ics)
    request.scope[_PRINCIPAL] = principal
    return principal


class Requirement:
    """What a route asks of its caller. Every route bears one, or cannot be defined."""

    def __init__(self, scopes: tuple[str, ...]) -> None:
        self.scopes = scopes

    async def __call__(self, request: Request) -> Principal:
        """Prove who calls and that they may."""
        principal = await principal_of(request)
        for scope in self.scopes:
            principal.require(scope)
        return principal


class Anonymous:
    """Marks a route that anybody may call."""

    async def __call__(self) -> None:
        """Ask nothing."""


def requires(*scopes: str) -> Any:
    """Ask for a caller with all of these scopes: ``Annotated[Principal, requires("panel:read")]``.

    401 where nobody is proved, 403 where a scope is lacking, 404 for another system.
    """
    return Depends(Requirement(scopes))


def anonymous() -> Any:
    """Say of a route that anybody may call it: ``dependencies=[anonymous()]``."""
    return Depends(Anonymous())
