"""The page on which anybody checks a system's decision log, in their own browser.

The page brings the verifier; the log's files come from ``/log/{ics}/``. Nothing that the reader
enters leaves the browser.
"""

from __future__ import annotations

from fastapi import Response

from gateway.dependencies import GatewayParts
from gateway.pages.open import read_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router

router = page_router()


@router.get("/{slug}/log")
async def check_log(slug: Slug, parts: GatewayParts) -> Response:
    """Show the page, with the keys of the log and of its witnesses that the log itself names.

    Raises:
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    log = await read_open(parts, system.code, "/log")
    keys = log["verifier_keys"] if log else []
    witnesses = [one["verifier_key"] for one in log["witnesses"]] if log else []
    return page("log.html", system=system, keys=keys, witnesses=witnesses, scripts=True, reads=True)
