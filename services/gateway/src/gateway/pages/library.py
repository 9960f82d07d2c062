"""Searching what people have said: the public part of the insights library."""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from markupsafe import Markup, escape

from common.errors import NotFound
from gateway.dependencies import GatewayParts
from gateway.pages.open import read_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router

router = page_router()

FILTERS = {
    "theme": "What it is about",
    "community": "Who was heard",
    "place": "Where",
    "source": "Where it comes from",
    "method": "How people were asked",
    "strength": "How strong the evidence is",
}
"""Filter → what the page calls it, in the order in which they are offered."""
ORDERS = ("relevance", "recency", "strength")
OFFERED = 8
"""Values of a filter that are offered, those with most findings first."""
MOST_WORDS = 400
_MOST_VALUES = 10

Pairs = tuple[tuple[str, str], ...]
"""A search as it stands in an address."""


@router.get("/{slug}/findings")
async def search_page(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Search what people have said, by words and by filters; every search has an address.

    What the address holds beyond words (as typed or mended), filters, order and cursor is left out
    of account.

    Raises:
        ServiceUnavailable, ServiceBroke: if the library can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    asked = _asked(request)
    cursor = request.query_params.get("cursor", "")
    query = urlencode([*asked, ("limit", "20"), *([("cursor", cursor)] if cursor else [])])
    found = await read_open(parts, system.code, f"/published-findings?{query}", "insights")
    if found is None:
        raise NotFound("The library of this system is not open yet.")
    here = f"/{system.slug}/findings"
    chosen = [(name, code) for name, code in asked if name in FILTERS]
    return page(
        "library.html",
        system=system,
        here=here,
        asked=asked,
        words=dict(asked).get("q", ""),
        order=dict(asked).get("order", "relevance" if "q" in dict(asked) else "recency"),
        orders=ORDERS if "q" in dict(asked) else ORDERS[1:],
        showing=found["showing"],
        meant=found["did_you_mean"],
        as_meant=_address(here, _meaning(asked, found["did_you_mean"])),
        as_typed=_address(here, (*asked, ("exact", "true"))),
        feed=_feed(system.code, asked, found["showing"]),
        hits=[hit | {"extract": marked(hit["extract"])} for hit in found["items"]],
        labels=found["labels"],
        total=found["total"],
        is_least=found["total_is_least"],
        chosen=[(*one, _address(here, _without(asked, one))) for one in chosen],
        offers=_offers(here, asked, found),
        later=_address(here, (*asked, ("cursor", found["next_cursor"])))
        if found["next_cursor"]
        else None,
        is_later_page=bool(cursor),
    )


def marked(extract: str) -> Markup:
    """Give an extract with its marks, and with no other markup whatever the library sent."""
    parts = extract.replace("</mark>", "<mark>").split("<mark>")
    text = [escape(unescape(part)) for part in parts]
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if number % 2 else part
        for number, part in enumerate(text)
    )


def _asked(request: Request) -> Pairs:
    given = request.query_params
    words = given.get("q", "").strip()[:MOST_WORDS]
    pairs = [("q", words)] if words else []
    for name in FILTERS:
        codes = dict.fromkeys(code for code in given.getlist(name)[:_MOST_VALUES] if code)
        pairs += [(name, code) for code in codes if len(code) <= 100]
    if words and given.get("exact") == "true":
        pairs.append(("exact", "true"))
    if given.get("order") in ORDERS:
        pairs.append(("order", given["order"]))
    return tuple(pairs)


def _feed(code: str, asked: Pairs, showing: dict[str, Any] | None) -> tuple[str, str]:
    """Give the Atom and the JSON feed of what is shown; order is nothing to a feed."""
    shown = _meaning(asked, showing) if showing else asked
    narrowing = tuple(pair for pair in shown if pair[0] not in {"order", "exact"})
    return (
        _address(f"/feeds/{code}/findings.atom", narrowing),
        _address(f"/feeds/{code}/findings.json", narrowing),
    )


def _without(asked: Pairs, one: tuple[str, str]) -> Pairs:
    return tuple(pair for pair in asked if pair != one)


def _meaning(asked: Pairs, meant: dict[str, Any] | None) -> Pairs:
    """Give a search with the words that may have been meant."""
    words = meant["words"] if meant else ""
    return tuple((name, words if name == "q" else value) for name, value in asked)


def _address(here: str, asked: Pairs) -> str:
    return f"{here}?{urlencode(asked)}" if asked else here


def _offers(here: str, asked: Pairs, found: dict[str, Any]) -> list[dict[str, Any]]:
    """Give by filter the values that would leave some findings, each with its address."""
    offers = []
    for name, heading in FILTERS.items():
        values = [
            {
                "label": found["labels"].get(name, {}).get(count["code"], count["code"]),
                "count": count["count"],
                "href": _address(here, (*asked, (name, count["code"]))),
            }
            for count in found["counts"].get(name, [])
            if (name, count["code"]) not in asked
        ]
        if values:
            offers.append({"heading": heading, "values": values[:OFFERED]})
    return offers
