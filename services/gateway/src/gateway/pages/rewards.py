"""A member's rewards and expenses: the warning about benefits, what they decide, what they claim,
and where they are paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from starlette.datastructures import FormData

from gateway.dependencies import GatewayParts, Parts
from gateway.pages.claim_states import STATES, VOUCHER_STATES
from gateway.pages.forms import Choice, Errors, one, sent_form
from gateway.pages.me import refused
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page
from gateway.pages.speaking import marked, say
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

router = page_router()

ACCEPT, DECLINE, GIVE = "accepted", "declined", "give:"
_OVER = frozenset({"refused", "cancelled"})
HOW_MANY = marked("Enter how much you claim, as a number such as 7 or 7.5")
WHOLE = marked("Enter how many vouchers you claim, as a whole number such as 1")
_PROBLEMS = {
    "benefits-warning-not-acknowledged": (
        "read", marked("The information about benefits has changed. Read it, and choose again")
    ),
    "decision-stands": ("decision", marked("Take your claim back before you change your choice")),
    "reward-cap-reached": ("quantity", marked("You have claimed the most that we pay for this")),
    "offer-not-accepted": ("decision", marked("Say yes before you claim")),
    "claim-not-in-that-state": ("quantity", marked("We have decided on this claim already")),
    "claim-not-found": ("quantity", marked("This claim is not yours, or there is none")),
}  # fmt: skip
"""Last part of a problem's type → field, and what to do."""
ACCOUNT = {
    "body.account_name": ("account_name", marked("Enter the name on the account")),
    "body.sort_code": ("sort_code", marked("Enter a sort code such as 12-34-56")),
    "body.account_number": ("account_number", marked("Enter an account number of 6 to 8 digits")),
}
"""Field of the panel → field of the form, and what to do."""


@dataclass(frozen=True)
class Visit:
    """One offer, as its member meets it."""

    system: SystemEntry
    token: str
    mine: dict[str, Any]
    offer: dict[str, Any]

    @property
    def is_claimed(self) -> bool:
        """Say whether a claim stands, so that the decision does."""
        return any(claim["state"] not in _OVER for claim in self.offer["claims"])

    @property
    def is_voucher(self) -> bool:
        """Say whether it is given as vouchers."""
        kind = self.offer["kind"]
        return kind is not None and kind["given_as"] == "voucher"

    @property
    def choices(self) -> list[Choice]:
        """Give what can be decided; nothing but no where there is no warning to read."""
        no = Choice(DECLINE, say("No, thank you"))
        if self.mine["warning"] is None:
            return [no]
        gifts = [
            Choice(
                GIVE + cause["code"],
                say("Yes, but give what it is worth to: %(cause)s", cause=cause["name"])
                if self.is_voucher
                else say("Yes, but give it to: %(cause)s", cause=cause["name"]),
            )
            for cause in self.mine["causes"]
        ]
        return [Choice(ACCEPT, say("Yes, I accept it")), no, *gifts]

    @property
    def chosen(self) -> str:
        """Give what was decided, as one of the choices."""
        decided = self.offer["decision"]
        return f"{GIVE}{self.offer['cause']}" if decided == "donated" else str(decided)

    def show(self, form: FormData, errors: Errors, *, done: str = "") -> Response:
        return page(
            "me/reward.html",
            status=422 if errors else 200,
            system=self.system,
            token=self.token,
            mine=self.mine,
            offer=self.offer,
            choices=self.choices,
            chosen=one(form, "decision") or self.chosen,
            is_claimed=self.is_claimed,
            is_voucher=self.is_voucher,
            states=STATES,
            voucher_states=VOUCHER_STATES,
            said={name: one(form, name) for name in ("quantity", "day", "month", "year")},
            errors=errors.summary,
            wrong=errors.by_field,
            done=done,
        )


@router.get("/{slug}/me/rewards")
async def read_rewards(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """List what a member is offered and has claimed."""
    system = await parts.systems.by_slug(slug)
    mine = await parts.rewards.mine(system.code, token)
    if not mine.ok:
        return refused(system, mine)
    return page(
        "me/rewards.html",
        system=system,
        token=token,
        mine=mine.content,
        states=STATES,
        voucher_states=VOUCHER_STATES,
    )


@router.get("/{slug}/me/rewards/account")
async def account_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Ask where to be paid. What is kept is not shown again, but for its last two digits."""
    system = await parts.systems.by_slug(slug)
    mine = await parts.rewards.mine(system.code, token)
    if not mine.ok:
        return refused(system, mine)
    return _account(system, token, mine.content, {}, Errors())


@router.post("/{slug}/me/rewards/account")
async def keep_account(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Keep it, or delete it."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one(form, "token")
    said = {name: one(form, name) for name, _ in ACCOUNT.values()}
    said["account_number"] = said["account_number"].replace(" ", "")
    if one(form, "what") == "forget":
        answer, done = await parts.rewards.forget_account(system.code, token), "forgotten"
    else:
        answer, done = await parts.rewards.keep_account(system.code, token, said), "kept"
    errors = Errors()
    if answer.status == 422 and not answer.link_is_dead:
        for path, (name, words) in ACCOUNT.items():
            if answer.refuses(path):
                errors.add(name, say(words))
    if not answer.ok and not errors:
        return refused(system, answer)
    mine = await parts.rewards.mine(system.code, token)
    if not mine.ok:
        return refused(system, mine)
    if errors:
        return _account(system, token, mine.content, said, errors)
    return _account(system, token, mine.content, {}, errors, done=done)


@router.get("/{slug}/me/rewards/{offer_id}")
async def read_offer(slug: Slug, parts: GatewayParts, offer_id: UUID, token: str = "") -> Response:
    """Show one offer with the warning about benefits, and ask."""
    system = await parts.systems.by_slug(slug)
    found = await _visit(parts, system, token, offer_id)
    return found if isinstance(found, Response) else found.show(FormData(), Errors())


@router.post("/{slug}/me/rewards/{offer_id}")
async def change_offer(
    slug: Slug, request: Request, parts: GatewayParts, offer_id: UUID
) -> Response:
    """Decide on it, claim, or take a claim back."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token, what = one(form, "token"), one(form, "what")
    before = await _visit(parts, system, token, offer_id)
    if isinstance(before, Response):
        return before
    errors = Errors()
    if what == "claim":
        answer = await _claim(parts, before, form, errors)
    elif what == "withdraw":
        answer = await _withdraw(parts, before, form)
    else:
        what, answer = "decide", await _decide(parts, before, form, errors)
    if answer is not None and not answer.ok:
        explain(answer, before, errors)
        if not errors:
            return refused(system, answer)
    after = await _visit(parts, system, token, offer_id)
    if isinstance(after, Response):
        return after
    return after.show(form, errors) if errors else after.show(FormData(), errors, done=what)


async def _visit(parts: Parts, system: SystemEntry, token: str, offer_id: UUID) -> Visit | Response:
    mine = await parts.rewards.mine(system.code, token)
    if not mine.ok:
        return refused(system, mine)
    offers = {offer["id"]: offer for offer in mine.content["offers"]}
    if str(offer_id) not in offers:
        return refusal_page(
            404, "You have no such offer", "Your page lists all that you are offered."
        )
    return Visit(system, token, mine.content, offers[str(offer_id)])


async def _decide(parts: Parts, visit: Visit, form: FormData, errors: Errors) -> Answer | None:
    said = one(form, "decision")
    if said not in {choice.value for choice in visit.choices}:
        errors.add("decision", say("Select yes or no"))
        return None
    body: dict[str, Any] = {"decision": said}
    if said != DECLINE:
        if one(form, "read") != "yes":
            errors.add("read", say("Read what it can mean for benefits, and tick that you have"))
            return None
        body["warning_version"] = one(form, "warning_version") or None
    if said.startswith(GIVE):
        body |= {"decision": "donated", "cause": said.removeprefix(GIVE)}
    return await parts.rewards.decide(visit.system.code, visit.token, UUID(visit.offer["id"]), body)


async def _claim(parts: Parts, visit: Visit, form: FormData, errors: Errors) -> Answer | None:
    quantity = one(form, "quantity").removeprefix("£").replace(",", "")
    if not quantity.replace(".", "", 1).isdecimal() or not quantity.isascii():
        errors.add("quantity", say(WHOLE if visit.is_voucher else HOW_MANY))
    day = _day(visit, form)
    if day is None:
        errors.add("day", say("Enter a real date, with day, month and year"))
    if errors or day is None:
        return None
    body = {"quantity": quantity, "happened_on": day.isoformat()}
    return await parts.rewards.claim(visit.system.code, visit.token, UUID(visit.offer["id"]), body)


async def _withdraw(parts: Parts, visit: Visit, form: FormData) -> Answer:
    claims = {claim["id"]: UUID(claim["id"]) for claim in visit.offer["claims"]}
    claim_id = claims.get(one(form, "claim"))
    if claim_id is None:
        return Answer(409, {"type": "/problems/claim-not-found"})
    return await parts.rewards.withdraw(visit.system.code, visit.token, claim_id)


def _day(visit: Visit, form: FormData) -> date | None:
    if visit.offer["first_day"] == visit.offer["last_day"]:
        return date.fromisoformat(visit.offer["first_day"])
    try:
        return date(*(int(one(form, name)) for name in ("year", "month", "day")))
    except ValueError:
        return None


def explain(answer: Answer, visit: Visit, errors: Errors) -> None:
    """Say in the words of the page why the panel refused."""
    for code, (name, words) in _PROBLEMS.items():
        if answer.is_problem(code):
            errors.add(name, say(words))
    if answer.status != 422 or answer.link_is_dead:
        return
    if answer.refuses("body.happened_on"):
        errors.add("day", say("Enter a day on which you took part, today at latest"))
    if answer.refuses("body.quantity"):
        errors.add("quantity", say(WHOLE if visit.is_voucher else HOW_MANY))
    if answer.refuses("body.cause"):
        errors.add("decision", say("This cause is no longer one that you can give to"))
    if not errors and visit.offer["activity"] == "survey":
        errors.add("quantity", say("You can claim once the survey has closed"))


def _account(
    system: SystemEntry,
    token: str,
    mine: dict[str, Any],
    said: dict[str, str],
    errors: Errors,
    *,
    done: str = "",
) -> Response:
    return page(
        "me/account.html",
        status=422 if errors else 200,
        system=system,
        token=token,
        mine=mine,
        said=said,
        errors=errors.summary,
        wrong=errors.by_field,
        done=done,
    )
