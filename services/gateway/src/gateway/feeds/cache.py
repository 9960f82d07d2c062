"""Feeds in memory: one answer of the service that makes them serves many readers."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

import aiohttp
from multidict import CIMultiDict

from common.db.tenancy import SystemCode
from common.errors import DomainError, Invalid, NotFound
from gateway.feeds.errors import FeedNotUnderstood
from gateway.proxy.errors import ServiceUnavailable
from gateway.proxy.paths import query_is_plain
from gateway.proxy.upstream import Upstreams
from gateway.systems.service import SystemRegister

CALENDAR = "text/calendar"
ATOM = "application/atom+xml"
FORMATS = {
    "findings.atom": ("insights", ATOM),
    "findings.json": ("insights", "application/feed+json"),
    "stories.atom": ("insights", ATOM),
    "catalogue.jsonld": ("insights", "application/ld+json"),
    "catalogue.ttl": ("insights", "text/turtle"),
    "meetings.atom": ("governance", ATOM),
    "meetings.ics": ("governance", CALENDAR),
    "popolo.json": ("governance", "application/json"),
}
"""Feed → the service that makes it, and its media type."""
EVENTS = ("panel", CALENDAR)
"""The same of the calendar of events, and of that of each."""

NEVER_KEPT = frozenset({"stories.atom"})
"""Feeds of what a person may take back at any moment: the library is asked each time, no two
readers share an answer, and while it is away there is none. So there is nothing to evict, in this
process or in any other, and a withdrawal has reached the feed as soon as it is made."""

_REMEMBERED = 500
_STALE_SECONDS = 3600.0
"""How long an old answer is served while its service can't be reached."""
_ADDRESS = re.compile(
    r"/feeds/([A-Z0-9]{3,10})/"
    r"(findings\.(?:atom|json)|stories\.atom|catalogue\.(?:jsonld|ttl)|meetings\.(?:atom|ics)"
    r"|popolo\.json"
    r"|events(?:/[0-9a-f-]{36})?\.ics)"
)

Key = tuple[SystemCode, str, str]


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed as it is served."""

    body: bytes
    etag: bytes
    headers: list[tuple[bytes, bytes]]
    """Media type, ETag and caching."""
    fresh_until: float


class FeedCache:
    """Feeds by system, format and page.

    Within its time an answer is served as it is; after that the service is asked whether it
    changed. While it can't be reached, the last answer is served for up to an hour.

    Args:
        upstreams: how services are asked, in nobody's name: they give what is public.
        systems: which systems there are; others are never asked about.
        seconds: how long an answer is served unasked.
        monotonic: seconds that only grow; tests set it.
    """

    def __init__(
        self,
        upstreams: Upstreams,
        systems: SystemRegister,
        *,
        seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._upstreams = upstreams
        self._systems = systems
        self._seconds = seconds
        self._monotonic = monotonic
        self._kept: OrderedDict[Key, Feed] = OrderedDict()
        self._asking: dict[Key, asyncio.Task[Feed]] = {}

    @staticmethod
    def key(path: str, query: bytes) -> Key | None:
        """Read the address of a feed; None where it isn't one."""
        match = _ADDRESS.fullmatch(path)
        if match is None or not query_is_plain(query):
            return None
        return SystemCode(match[1]), match[2], query.decode("ascii")

    def fresh(self, key: Key) -> Feed | None:
        """Give a feed that is in memory and in its time."""
        feed = self._kept.get(key)
        return feed if feed is not None and self._monotonic() < feed.fresh_until else None

    async def read(self, key: Key) -> Feed:
        """Give a feed, from memory where that will do; many readers at once ask only once.

        Raises:
            NotFound, Invalid …: as the service refuses it.
            ServiceUnavailable …: where it can't be reached and there is no old answer.
        """
        feed = self.fresh(key)
        if feed is not None:
            return feed
        if key[1] in NEVER_KEPT:
            return await self._ask(key, None)
        task = self._asking.get(key)
        if task is None:
            task = asyncio.create_task(self._ask(key, self._kept.get(key)))
            self._asking[key] = task
            task.add_done_callback(lambda _: self._asking.pop(key, None))
        return await asyncio.shield(task)

    async def _ask(self, key: Key, old: Feed | None) -> Feed:
        ics, name, query = key
        await self._systems.by_code(ics)
        service, media_type = FORMATS.get(name, EVENTS)
        headers: CIMultiDict[str] = CIMultiDict({"Accept": media_type})
        if old is not None:
            headers["If-None-Match"] = old.etag.decode("latin-1")
        target = f"/api/v1/{ics}/{service}/feeds/{name}" + (f"?{query}" if query else "")
        now = self._monotonic()
        try:
            response = await self._upstreams.ask(
                self._upstreams.services[service],
                "GET",
                target,
                headers=headers,
                may_repeat=True,
            )
            async with response:
                body = await response.read()
                if response.status == 304 and old is not None:
                    return self._keep(key, replace(old, fresh_until=now + self._seconds))
                if response.status == 200:
                    return self._keep(key, self._feed(response, body, name, now))
                if response.status == 422:
                    raise FeedNotUnderstood(body)
                if response.status < 500:
                    raise NotFound("There is no such feed, or no such page of it.")
                raise ServiceUnavailable("The feed cannot be read just now.")
        except (DomainError, aiohttp.ClientError, TimeoutError) as error:
            if old is None or isinstance(error, NotFound | Invalid):
                raise
            if now - old.fresh_until > _STALE_SECONDS:
                raise
            return old

    def _feed(self, response: aiohttp.ClientResponse, body: bytes, name: str, now: float) -> Feed:
        etag = response.headers.get("ETag", "").encode("latin-1")
        media_type = response.headers.get("Content-Type", FORMATS.get(name, EVENTS)[1])
        kept = f"public, max-age={int(self._seconds)}" if name not in NEVER_KEPT else "no-store"
        headers = [
            (b"content-type", media_type.encode("latin-1")),
            (b"cache-control", kept.encode()),
            (b"x-content-type-options", b"nosniff"),
        ]
        if etag:
            headers.append((b"etag", etag))
        modified = response.headers.get("Last-Modified")
        if modified:
            headers.append((b"last-modified", modified.encode("latin-1")))
        return Feed(body, etag, headers, now + self._seconds)

    def _keep(self, key: Key, feed: Feed) -> Feed:
        if key[1] in NEVER_KEPT:
            return feed
        self._kept[key] = feed
        self._kept.move_to_end(key)
        while len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)
        return feed
