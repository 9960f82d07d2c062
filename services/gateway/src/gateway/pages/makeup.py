"""Public pages of whom the panel hears: its members beside the residents of each place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest
from typing import Annotated, Any

from fastapi import Path, Response

from common.errors import NotFound
from gateway.dependencies import GatewayParts
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router
from gateway.proxy.errors import ServiceUnavailable
from gateway.proxy.panel import Answer

router = page_router()

SHOWN_WANTED = 8
_KEPT_SECONDS = 300
"""Figures are published once a day."""
HEADINGS = {
    "age_band": "Age",
    "sex": "Sex",
    "ethnic_group": "Ethnic group",
    "disability": "Disability",
    "imd_decile": "How deprived the area is",
}
"""Dimension → heading of its table."""

Place = Annotated[str, Path(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


@router.get("/{slug}/panel")
async def list_places(slug: Slug, parts: GatewayParts) -> Response:
    """Show how many members each place has, and whom the panel looks for.

    Raises:
        ServiceUnavailable, ServiceBroke: if the panel can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    measured = await parts.makeup.measured(system.code)
    if _unpublished(measured):
        return page("makeup/places.html", system=system, measured=None, wanted=[])
    content = _content(measured)
    wanted = await parts.makeup.wanted(system.code)
    return page(
        "makeup/places.html",
        system=system,
        measured=content,
        few=[one["name"] for one in content["places"] if shows_too_few(one)],
        wanted=of_every_place(_content(wanted)["items"]) if wanted.ok else [],
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/panel/{place}")
async def read_place(slug: Slug, place: Place, parts: GatewayParts) -> Response:
    """Show one place: the picture, and every figure of it in tables.

    Raises:
        NotFound: if there is no such place, or nothing is published yet.
        ServiceUnavailable, ServiceBroke: if the panel can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    measured = await parts.makeup.measured(system.code, place)
    if not measured.ok and measured.status in _NOT_THERE:
        raise NotFound("Check the address. Nothing is published of such a place here.")
    content = _content(measured)
    (there,) = content["places"]
    wanted = await parts.makeup.wanted(system.code, place)
    return page(
        "makeup/place.html",
        system=system,
        measured=content,
        place=there,
        everybody=shows_too_few(there),
        headings=HEADINGS,
        wanted=_content(wanted)["items"][:SHOWN_WANTED] if wanted.ok else [],
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/panel/{place}/chart.svg")
async def read_chart(slug: Slug, place: Place, parts: GatewayParts) -> Response:
    """Give the picture.

    Raises:
        NotFound: if there is no such place, or nothing is published yet.
        ServiceUnavailable, ServiceBroke: if the panel can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    drawn = await parts.makeup.chart(system.code, place)
    if drawn is None:
        raise NotFound("Check the address. Nothing is published of such a place here.")
    headers = {
        "Cache-Control": f"public, max-age={_KEPT_SECONDS}",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    }
    return Response(drawn, headers=headers, media_type="image/svg+xml")


def shows_too_few(place: Mapping[str, Any]) -> bool:
    """Say whether a place has so few members, or none, that no group of them is shown: then nobody
    can say which groups are heard too little."""
    groups = [group for one in place["dimensions"] for group in one["groups"]]
    return not place["members"] or all(group["members"] is None for group in groups)


def of_every_place(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give the groups to look for most: the one that each place lacks most, then the next of each,
    and at least one of every place that lacks any.

    Args:
        items: of all places, those of one place in the order of how much they are wanted.
    """
    of_place: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in items:
        of_place[one["place"]].append(one)
    rounds = chain.from_iterable(zip_longest(*of_place.values()))
    in_turn = [one for one in rounds if one is not None]
    return in_turn[: max(SHOWN_WANTED, len(of_place))]


_NOT_THERE = frozenset({404, 409, 422})


def _unpublished(measured: Answer) -> bool:
    return not measured.ok and measured.status in _NOT_THERE


def _content(answer: Answer) -> dict[str, Any]:
    if not answer.ok:
        raise ServiceUnavailable("The panel's figures cannot be read just now.")
    return answer.content
