"""The services behind the door: an address, a pool of connections and a breaker for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from gateway.proxy.bodies import StreamedBody
from gateway.proxy.breaker import Breaker
from gateway.proxy.errors import ServiceBroke, ServiceTooSlow, ServiceUnavailable
from gateway.settings import GatewaySettings

KEEPALIVE_SECONDS = 30.0
"""Shorter than a service keeps an idle connection (75 s), so that it never closes one in use."""

_SKIPPED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
_FAILURES = frozenset({502, 503, 504})


@dataclass(frozen=True)
class Upstream:
    """One service."""

    name: str
    url: str
    breaker: Breaker


class Upstreams:
    """All services, and the client that reaches them. Open it for the life of the process."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None
        self._services = {
            name: Upstream(
                name,
                url,
                Breaker(failures=settings.breaker_failures, seconds=settings.breaker_seconds),
            )
            for name, url in settings.upstreams.items()
        }
        self._ordinary = self._timeout(settings.idle_timeout, settings.total_timeout)
        self._long = self._timeout(settings.import_timeout, settings.import_timeout)

    def _timeout(self, idle: float, total: float) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(
            total=total,
            connect=self._settings.connect_timeout,
            sock_connect=self._settings.connect_timeout,
            sock_read=idle,
        )

    @property
    def services(self) -> Mapping[str, Upstream]:
        """Give the services by their names in paths."""
        return self._services

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Keep the pool open."""
        connector = aiohttp.TCPConnector(
            limit=0,
            limit_per_host=self._settings.upstream_connections,
            keepalive_timeout=KEEPALIVE_SECONDS,
            ttl_dns_cache=30,
        )
        async with aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=_SKIPPED,
            trust_env=False,
        ) as session:
            self._session = session
            try:
                yield
            finally:
                self._session = None

    async def ask(
        self,
        service: Upstream,
        method: str,
        target: str,
        *,
        headers: CIMultiDict[str],
        body: bytes | StreamedBody | None = None,
        long: bool = False,
        may_repeat: bool = False,
    ) -> aiohttp.ClientResponse:
        """Send a request and give the response as soon as its headers are here.

        Args:
            target: path and query, sent as they are.
            body: bytes, or what is passed on as its sender sends it.
            long: an import or export, with its longer timeouts.
            may_repeat: a broken connection may be answered by sending once more.

        Raises:
            ServiceUnavailable: if the breaker is open, or the service can't be reached.
            ServiceBroke: if it broke the connection before it answered.
            ServiceTooSlow: if it did not answer in time.
            BodyTooLarge, CallerTooSlow, CallerGone: if the sender of the body was at fault; the
                breaker does not count that, or one caller could take the service from all.
        """
        if self._session is None:
            raise RuntimeError("the upstreams are not open")
        breaker = service.breaker
        if not breaker.admit():
            wait = breaker.retry_after()
            raise ServiceUnavailable(f"Try again in {wait} seconds.", retry_after=wait)
        url = URL(service.url + target, encoded=True)
        timeout = self._long if long else self._ordinary
        data = body.chunks() if isinstance(body, StreamedBody) else body
        try:
            while True:
                try:
                    response = await self._session.request(
                        method,
                        url,
                        headers=headers,
                        data=data,
                        timeout=timeout,
                        allow_redirects=False,
                    )
                    break
                except aiohttp.ServerDisconnectedError:
                    if not may_repeat:
                        raise
                    may_repeat = False
        except (aiohttp.ClientError, OSError) as error:
            fault = body.fault_behind(error) if isinstance(body, StreamedBody) else None
            if fault is not None:
                breaker.abandoned()
                raise fault from None
            breaker.failed()
            raise _told(error) from None
        except BaseException:
            breaker.abandoned()
            raise
        if response.status in _FAILURES:
            breaker.failed()
        else:
            breaker.succeeded()
        return response


_UNKNOWN_OUTCOME = (
    "If you were changing something, it may or may not have been done: send the same request "
    "again with the same Idempotency-Key, or read it first."
)


def _told(error: Exception) -> ServiceUnavailable | ServiceTooSlow | ServiceBroke:
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.ClientConnectorError):
        return ServiceUnavailable("It cannot be reached. Try again in a moment.")
    if isinstance(error, TimeoutError):
        return ServiceTooSlow(_UNKNOWN_OUTCOME)
    return ServiceBroke(_UNKNOWN_OUTCOME)
