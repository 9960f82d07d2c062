"""What every form in a frame shares: limits, proof of work, and being framed by known websites."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from fastapi import Response

from common.errors import TooManyRequests
from gateway.dependencies import GatewayParts
from gateway.embed.spent import spend
from gateway.limits.buckets import Buckets
from gateway.pages.render import environment, page
from gateway.systems.service import SystemEntry


def within(limit: Buckets, caller: str) -> None:
    """Count a form against a limit.

    Raises:
        TooManyRequests: if there were too many.
    """
    allowance = limit.take(caller)
    if not allowance.allowed:
        raise TooManyRequests(f"Wait {allowance.retry_after} seconds, then try again.")


async def is_proved(parts: GatewayParts, system: SystemEntry, form: str, text: str) -> bool:
    """Say whether a form has a good proof of work, and use it up."""
    if not parts.proofs.asked:
        return True
    proof = parts.proofs.judge(form, text)
    return proof is not None and await spend(parts.database, system.code, proof)


async def framed(
    parts: GatewayParts,
    system: SystemEntry,
    template: str,
    parent: str | None,
    *,
    status: int = 200,
    **context: Any,
) -> Response:
    """Make a page that registered websites may show in a frame."""
    origins = await parts.sites.origins(system.code, "embed")
    known_parent = parent if parent in origins else None
    response = page(
        template,
        status=status,
        frame_ancestors=origins,
        scripts=known_parent is not None or context.get("challenge") is not None,
        system=system,
        parent=known_parent,
        **context,
    )
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def frame_script(parts: GatewayParts, *, path: str, what: str, title: str, height: int) -> Response:
    """Make the script that puts a page of ours, in a frame, in the place of its script element.

    Args:
        path: of the page; the script's is the same with ``.js``.
        what: it shows, in a few words.
        title: of the frame, which screen readers say.
        height: of the frame in pixels, until the page says its own.
    """
    base = urlsplit(parts.settings.public_url)
    script = (
        environment()
        .get_template("embed/frame.js.txt")
        .render(
            origin=f"{base.scheme}://{base.netloc}",
            path=path,
            what=what,
            title=title,
            height=height,
        )
    )
    return Response(
        script,
        media_type="text/javascript; charset=utf-8",
        headers={
            "Cache-Control": "public, max-age=300",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )
