"""A voucher that a member was handed: its code, shown once, by a button and never by a link, since
programs that look at mails follow links."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request, Response

from gateway.dependencies import GatewayParts
from gateway.pages.forms import one, sent_form
from gateway.pages.me import refused
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page

router = page_router()

_REFUSED = {
    "voucher-shown-before": (
        409,
        "You have seen this code",
        "We show a code once. If you did not note it down, tell the panel's team: they can read it "
        "out to you.",
    ),
    "voucher-expired": (
        409,
        "This voucher has expired",
        "The last day on which you could spend it is over.",
    ),
    "voucher-not-found": (
        404,
        "You have no such voucher",
        "Your page lists all the vouchers that are yours.",
    ),
}
"""Last part of a problem's type → status, title and what to do."""


@router.post("/{slug}/me/rewards/vouchers/{voucher_id}")
async def show_voucher(
    slug: Slug, request: Request, parts: GatewayParts, voucher_id: UUID
) -> Response:
    """Show the code of a voucher."""
    system = await parts.systems.by_slug(slug)
    token = one(await sent_form(request), "token")
    answer = await parts.rewards.show_voucher(system.code, token, voucher_id)
    for code, (status, title, detail) in _REFUSED.items():
        if answer.is_problem(code):
            return refusal_page(status, title, detail)
    if not answer.ok:
        return refused(system, answer)
    return page("me/voucher.html", system=system, token=token, voucher=answer.content)
