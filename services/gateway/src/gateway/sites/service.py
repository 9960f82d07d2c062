"""The rules of registered sites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select

from common.clock import new_id, utc_now
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from common.errors import Conflict, NotFound
from common.web.versions import check_version
from gateway.sites.models import Site

USES = ("embed", "feeds")
"""``embed``: may frame the sign-up form. ``feeds``: its pages may read the feeds."""

_HOST = re.compile(
    r"[a-z0-9](?:[a-z0-9\-.]*[a-z0-9])?(?::[0-9]{1,5})?|\[[0-9a-f:]+\](?::[0-9]{1,5})?"
)


class SiteNotFound(NotFound):
    """This system has no such site."""

    code = "site-not-found"
    title = "There is no such site"


class SiteRegistered(Conflict):
    """This origin is registered already."""

    code = "site-registered"
    title = "This site is registered already"


def origin_of(text: str) -> str:
    """Read an origin: https, or http on this machine; a host; a port where it isn't the usual one.

    Raises:
        ValueError: if it is anything else, a path or a wildcard included.
    """
    parts = urlsplit(text)
    host = parts.netloc
    if parts.path or parts.query or parts.fragment or not _HOST.fullmatch(host):
        raise ValueError("must be an origin such as https://www.example.org, without a path")
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise ValueError("must begin with https://")
    usual = {"https": ":443", "http": ":80"}[parts.scheme]
    return f"{parts.scheme}://{host.removesuffix(usual)}"


async def register_site(
    session: WriteSession, ics: SystemCode, *, name: str, origin: str, uses: Sequence[str] = USES
) -> Site:
    """Let a website show the form or read the feeds.

    Raises:
        SiteRegistered: if this system has registered the origin already.
    """
    if await session.scalar(select(Site.id).where(Site.origin == origin)) is not None:
        raise SiteRegistered("Change or remove the entry that there is.")
    site = Site(
        ics=ics,
        id=new_id(),
        name=name,
        origin=origin,
        uses=sorted(set(uses)),
        created_at=utc_now(),
        version=1,
    )
    session.add(site)
    await session.flush()
    return site


async def list_sites(session: ReadSession, page: PageRequest) -> Page[Site]:
    """Give this system's sites in the order of their registration."""
    rows = (
        await session.scalars(after_cursor(select(Site), [Site.__table__.c.id], [UUID], page))
    ).all()
    return page_of(rows, page, lambda site: [site.id])


async def remove_site(session: WriteSession, site_id: UUID, version: int) -> None:
    """Take a website off the register.

    Raises:
        SiteNotFound: if this system has no such site.
        PreconditionFailed: if it changed since the caller read it.
    """
    site = await session.scalar(select(Site).where(Site.id == site_id).with_for_update())
    if site is None:
        raise SiteNotFound("Check the id, or list this system's sites.")
    check_version(site.version, version)
    await session.delete(site)
    await session.flush()
