"""Public pages of assemblies and juries: what is asked, who is drawn, what is recommended and
answered; and what the lottery published, for whoever checks it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from fastapi import Response

from common.db.tenancy import SystemCode
from common.errors import NotFound
from gateway.dependencies import GatewayParts, Parts
from gateway.pages.open import read_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router
from gateway.proxy.errors import ServiceBroke, ServiceTooSlow, ServiceUnavailable

router = page_router()

_KEPT_SECONDS = 5
_LOTTERY_SECONDS = 3600
"""What was committed to never changes."""


@router.get("/{slug}/assemblies")
async def list_assemblies(slug: Slug, parts: GatewayParts) -> Response:
    """List assemblies and juries, the latest first.

    Raises:
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    found = await read_open(parts, system.code, "/published-assemblies?limit=100") or {"items": []}
    return page(
        "assemblies/list.html",
        system=system,
        assemblies=found["items"],
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/assemblies/{assembly_id}")
async def assembly_page(slug: Slug, assembly_id: UUID, parts: GatewayParts) -> Response:
    """Show an assembly or jury.

    Raises:
        NotFound: if there is none.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    assembly = await _assembly(parts, system.code, assembly_id)
    draws = await _draws(parts, system.code, assembly["lottery"])
    return page(
        "assemblies/assembly.html",
        system=system,
        assembly=assembly,
        draws=draws,
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/assemblies/{assembly_id}/lottery.json")
async def lottery_document(slug: Slug, assembly_id: UUID, parts: GatewayParts) -> Response:
    """Give what the lottery published: terms, a pool of pseudonyms, 1,000 panels. Its root was
    committed to before the draw; ``python -m panel.selection.verify`` makes it again.

    Raises:
        NotFound: if there is no assembly, or nothing is committed to.
        ServiceUnavailable, ServiceBroke: if governance or the panel can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    assembly = await _assembly(parts, system.code, assembly_id)
    if assembly["lottery"] is None:
        raise NotFound("Nothing is published of this lottery yet.")
    selection_id = UUID(assembly["lottery"]["selection_id"])
    document = await parts.lotteries.document(system.code, selection_id)
    if not document.ok:
        raise NotFound("Nothing is published of this lottery yet.")
    headers = {"Cache-Control": f"public, max-age={_LOTTERY_SECONDS}"}
    content = orjson.dumps(document.content)
    return Response(content, headers=headers, media_type="application/json")


@router.get("/{slug}/assemblies/{assembly_id}/draws.json")
async def lottery_draws(slug: Slug, assembly_id: UUID, parts: GatewayParts) -> Response:
    """Give every entry of the digits of the draw, with when and why they were corrected.

    Raises:
        NotFound: if there is no assembly, or nothing is drawn.
        ServiceUnavailable, ServiceBroke: if governance or the panel can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    assembly = await _assembly(parts, system.code, assembly_id)
    if not assembly["lottery"] or not assembly["lottery"]["digits"]:
        raise NotFound("Nothing is drawn yet.")
    selection_id = UUID(assembly["lottery"]["selection_id"])
    draws = await parts.lotteries.draws(system.code, selection_id)
    if not draws:
        raise NotFound("Nothing is drawn yet.")
    headers = {"Cache-Control": f"public, max-age={_KEPT_SECONDS}"}
    return Response(orjson.dumps(draws), headers=headers, media_type="application/json")


async def _draws(
    parts: Parts, ics: SystemCode, lottery: dict[str, Any] | None
) -> list[dict[str, Any]] | None:
    """Give the entries of digits; None where there are none, or the panel can't be reached: the
    page then says so, and shows what governance knows."""
    if not lottery or not lottery["digits"]:
        return None
    try:
        return await parts.lotteries.draws(ics, UUID(lottery["selection_id"])) or None
    except (ServiceBroke, ServiceTooSlow, ServiceUnavailable):
        return None


async def _assembly(parts: Parts, ics: SystemCode, assembly_id: UUID) -> dict[str, Any]:
    found = await read_open(parts, ics, f"/published-assemblies/{assembly_id}")
    if found is None:
        raise NotFound("Check the address. There is no such assembly or jury here.")
    return found
