"""The door: what every request passes first. Pure ASGI, since every call pays for it.

Under ``/api/`` it proves the caller by the API key, counts against the key's limit, puts our own
short-lived token in the place of the key, and forwards to the service, or to the gateway's own
routes. Everywhere else it counts against the limit of the caller's network. Feeds that are in
memory are answered here.
"""

from __future__ import annotations

from time import perf_counter

from prometheus_client import Histogram
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.errors import DomainError, NotFound, TooManyRequests, Unauthenticated
from common.observability import tracing
from common.observability.logging import get_logger
from common.observability.metrics import REQUESTS
from common.web.problems import problem_of
from gateway.dependencies import Parts
from gateway.feeds.cache import Key
from gateway.feeds.serve import serve_feed
from gateway.keys.authenticator import KeyHolder
from gateway.limits.buckets import Allowance, Buckets
from gateway.limits.network import is_from_outside, network_of
from gateway.proxy.bodies import CallerGone
from gateway.proxy.errors import (
    BadAddress,
    HeadersTooLarge,
    MethodNotAllowed,
    ServiceUnavailable,
    UnknownService,
)
from gateway.proxy.forward import AnswerBroke, Forwarding, forward
from gateway.proxy.headers import Header, credential, request_id, too_many, traceparent
from gateway.proxy.paths import Address, query_is_plain, read_address
from gateway.sites.cors import Cors

_OWN = frozenset({"gateway", "thread"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_READING = frozenset({"GET", "HEAD"})
_CALLER_GONE = 499
"""What measurements call a request that was given up by its caller; nobody gets it as an answer."""
_METRICS = "/metrics"
_UNLIMITED = frozenset({"/health/live", "/health/ready", _METRICS})
"""For probes and the collector of metrics. From outside, the first two count, and nobody gets the
third."""
_BAD_KEY_COST = 10
"""A wrong key counts as this many requests of its network, so that guessing is slow."""

_log = get_logger(__name__)


class Door:
    """The outermost layer of the gateway."""

    def __init__(self, app: ASGIApp, parts: Parts) -> None:
        self._app = app
        self._parts = parts
        self._cors = Cors(parts.sites)
        self._measures: dict[tuple[str, str, int], Histogram] = {}
        self._public_host = parts.settings.public_url.partition("://")[2]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["raw_path"].startswith(b"/api/"):
            await self._program(scope, receive, send)
        else:
            await self._public(scope, receive, send)

    async def _program(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a call of the API."""
        started = perf_counter()
        identity = request_id(scope["headers"])
        extra: list[Header] = [(b"x-request-id", identity)]
        route = "refused"
        status = 0
        try:
            address = _admissible(scope)
            holder = await self._caller(scope, address, extra)
            if address.service in _OWN:
                await self._own(scope, receive, send, holder=holder, extra=extra)
                return
            order = self._order(scope, address, holder, identity, extra)
            route = f"/api/v1/{{ics}}/{address.service}/"
            status = await forward(self._parts.upstreams, order, scope, receive, send)
        except DomainError as error:
            status = error.status
            await _refuse(error, scope, receive, send, extra)
        except CallerGone:
            status = _CALLER_GONE
        except AnswerBroke as error:
            # No end of the answer is sent: the server then closes the connection, and the caller
            # can tell that the answer is not whole.
            status = 502
            _log.warning("an answer broke off", route=route, kind=str(error))
        self._measure(scope["method"], route, status, perf_counter() - started)

    def _measure(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note a request; the labels have few values, whatever callers make up."""
        method = method if method in _METHODS else "other"
        measure = self._measures.get((method, route, status))
        if measure is None:
            measure = REQUESTS.labels(method, route, status)
            self._measures[method, route, status] = measure
        measure.observe(seconds)

    async def _caller(self, scope: Scope, address: Address, extra: list[Header]) -> KeyHolder:
        """Prove the caller and count the request; adds the headers that tell of the limit."""
        key = credential(scope["headers"])
        limit, authenticator = self._parts.anonymous_limit, self._parts.authenticator
        network = network_of(scope, self._parts.settings.trusted_proxies)
        if key and not authenticator.has_met(key) and not limit.has_room(network, _BAD_KEY_COST):
            # Who has guessed too often is not told whether this guess is right, and costs no query.
            _count(limit, limit.take(network, _BAD_KEY_COST), extra)
        holder = await authenticator.holder(key) if key else None
        if holder is None:
            _count(limit, limit.take(network, _BAD_KEY_COST if key else 1), extra)
            raise Unauthenticated(
                "Send a valid API key of this system as Authorization: Bearer gt_…"
            )
        own = self._parts.key_limit
        _count(own, own.take(holder.key_id), extra)
        if holder.ics != address.ics:
            raise NotFound("There is nothing at this address for your key.")
        return holder

    def _order(
        self,
        scope: Scope,
        address: Address,
        holder: KeyHolder,
        identity: bytes,
        extra: list[Header],
    ) -> Forwarding:
        service = self._parts.upstreams.services.get(address.service)
        if service is None:
            raise UnknownService("The parts of the API are panel, insights, governance and thread.")
        settings = self._parts.settings
        return Forwarding(
            service=service,
            authorization=self._token(holder),
            request_id=identity.decode(),
            traceparent=traceparent(scope["headers"]).decode(),
            public_host=self._public_host,
            max_body=settings.max_import_body if address.is_import else settings.max_body,
            long=address.is_long,
            response_headers=extra,
        )

    def _token(self, holder: KeyHolder) -> str:
        return self._parts.tokens.header(
            str(holder.key_id), holder.ics, holder.scopes, holder.organisation_id
        )

    async def _own(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        holder: KeyHolder,
        extra: list[Header],
    ) -> None:
        """Hand a call to the gateway's own routes, which take the same token as any service."""
        headers = _without(scope, b"authorization", b"x-request-id")
        headers.append((b"authorization", self._token(holder).encode()))
        headers.append(extra[0])
        own = {**scope, "headers": headers}
        await self._app(own, receive, _adding(send, extra[1:]))

    async def _public(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a page, a form, a feed or a file."""
        outside = is_from_outside(scope, self._parts.settings.trusted_proxies)
        if scope["path"] in _UNLIMITED and not outside:
            await self._app(scope, receive, send)
            return
        extra: list[Header] = [(b"x-request-id", request_id(scope["headers"]))]
        try:
            if too_many(scope["headers"]):
                raise HeadersTooLarge("Send fewer or shorter headers.")
            limit = self._parts.anonymous_limit
            network = network_of(scope, self._parts.settings.trusted_proxies)
            _count(limit, limit.take(network), extra)
            if scope["path"] == _METRICS:
                raise NotFound("There is nothing at this address.")
            preflight = await self._cors.apply(scope, extra)
            if preflight is not None:
                await preflight(scope, receive, _adding(send, extra))
                return
            key = self._parts.feeds.key(scope["path"], scope["query_string"])
            if key is not None and scope["method"] in _READING:
                await self._feed(key, scope, send, extra)
                return
        except DomainError as error:
            await _refuse(error, scope, receive, send, extra)
            return
        named = {**scope, "headers": [*_without(scope, b"x-request-id"), extra[0]]}
        await self._app(named, receive, _adding(send, extra[1:]))

    async def _feed(self, key: Key, scope: Scope, send: Send, extra: list[Header]) -> None:
        started = perf_counter()
        feed = self._parts.feeds.fresh(key) or await self._parts.feeds.read(key)
        status = await serve_feed(feed, scope, send, extra)
        self._measure(scope["method"], "/feeds/{ics}/", status, perf_counter() - started)


def _admissible(scope: Scope) -> Address:
    """Judge the form of a request before anything is looked up."""
    if too_many(scope["headers"]):
        raise HeadersTooLarge("Send fewer or shorter headers.")
    address = read_address(scope["raw_path"])
    if address is None or not query_is_plain(scope["query_string"]):
        raise BadAddress(
            "An address of the API is /api/v1/{ics}/{service}/…, without empty or dotted parts "
            "and without encoded slashes."
        )
    if scope["method"] not in _METHODS:
        raise MethodNotAllowed("Use GET, HEAD, POST, PUT, PATCH or DELETE.")
    return address


def _without(scope: Scope, *names: bytes) -> list[Header]:
    return [header for header in scope["headers"] if header[0] not in names]


def _count(limit: Buckets, allowance: Allowance, extra: list[Header]) -> None:
    extra.extend(limit.headers(allowance))
    if not allowance.allowed:
        raise TooManyRequests(f"Wait {allowance.retry_after} seconds, then go on more slowly.")


def _adding(send: Send, extra: list[Header]) -> Send:
    """Add headers to an answer. What it says itself stands: a browser takes two answers to one
    question, such as who may read this, for none."""

    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            said = {name for name, _ in message["headers"]} - {b"vary"}
            added = [header for header in extra if header[0] not in said]
            message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    return adding


async def _refuse(
    error: DomainError,
    scope: Scope,
    receive: Receive,
    send: Send,
    extra: list[Header],
) -> None:
    """Answer with a problem; ``extra`` begins with the request id."""
    token = tracing.begin(None, request_id=extra[0][1].decode())
    try:
        response: Response = problem_of(error)
    finally:
        tracing.end(token)
    if isinstance(error, ServiceUnavailable) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    await response(scope, receive, _adding(send, extra))
