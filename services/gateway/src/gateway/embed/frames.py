"""Forms as pages that registered websites may show in a frame, and the script for that."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from fastapi import Response

from gateway.dependencies import Parts
from gateway.pages.render import environment, page
from gateway.pages.speaking import marked
from gateway.systems.service import SystemEntry

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+")
WRONG_EMAIL = marked("Enter an email address in the correct format, like name@example.com")
_NO_EMAIL = marked("Enter your email address")


def email_error(address: str) -> str | None:
    """Say what is wrong with an address by its form; None if nothing is."""
    if not address:
        return _NO_EMAIL
    fits = _EMAIL.fullmatch(address) and len(address) <= 254
    return None if fits else WRONG_EMAIL


async def framed(
    parts: Parts,
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


def frame_script(
    parts: Parts, *, path: str, title: str, height: int, language: str = ""
) -> Response:
    """Make the script that puts a page of ours, in a frame, in the place of its script element.

    Args:
        path: of the page; the script's is the same with ``.js``.
        title: of the frame, which screen readers say.
        height: of the frame in pixels, until the page says its own.
        language: that the page is to be in, whatever the browser asks for.
    """
    base = urlsplit(parts.settings.public_url)
    script = (
        environment()
        .get_template("embed/frame.js.txt")
        .render(
            origin=f"{base.scheme}://{base.netloc}",
            path=path,
            title=title,
            height=height,
            language=language,
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
