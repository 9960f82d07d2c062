"""Writing a question or statement by a mailed link, and seeing afterwards how far it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import Request, Response
from starlette.datastructures import FormData

from gateway.dependencies import GatewayParts, Parts
from gateway.pages.forms import Choice, ChoiceGroup, Errors, one, sent_form
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page
from gateway.proxy.errors import ServiceUnavailable
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

router = page_router()

WRITTEN = "written"
KINDS = [Choice("question", "A question"), Choice("statement", "A statement")]
_REFUSED = {
    "/problems/question-too-late": "It is too late for that meeting. Choose a later one, or an "
    "answer in writing",
    "/problems/too-many-questions": "You have sent as many as one person may for this. Choose "
    "another meeting",
    "/problems/not-taken": "This board does not take it. Choose another one",
}


@router.get("/{slug}/ask")
async def ask_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Show the form. Opening the link sends nothing: mail scanners open links too."""
    system = await parts.systems.by_slug(slug)
    good = await parts.governance.check_link(system.code, "question", token)
    if not good.ok:
        return dead_link(good, system, "question")
    return await _form(parts, system, token, FormData(), Errors())


@router.post("/{slug}/ask")
async def ask(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Send the question or statement."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one(form, "token")
    errors = _check(form)
    if errors:
        return await _form(parts, system, token, form, errors)
    body, _, meeting = one(form, "place").partition("|")
    answer = await parts.governance.send_question(
        system.code,
        {
            "token": token,
            "body_id": body,
            "meeting_id": None if meeting == WRITTEN else meeting,
            "kind": one(form, "kind"),
            "text": one(form, "text"),
            "name": one(form, "name"),
            "show_name": one(form, "show_name") == "yes",
            "in_person": one(form, "in_person") == "yes",
        },
    )
    if answer.ok:
        own = answer.content
        return page("asking/own.html", status=201, system=system, own=own, fresh=True,
                    token=own["link_token"])  # fmt: skip
    told = _REFUSED.get(str(answer.content.get("type")))
    if told is not None:
        errors.add("place", told)
    elif answer.refuses("body.text"):
        errors.add("text", "Your text is too long. Make it shorter")
    elif answer.refuses("body.in_person"):
        errors.add("in_person", "Only a statement to a meeting can be read out")
    elif answer.status == 422 and not answer.link_is_dead:
        errors.add("place", "Check what you chose, then press the button again")
    else:
        return dead_link(answer, system, "question")
    return await _form(parts, system, token, form, errors)


@router.get("/{slug}/asked")
async def read_own(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Show a question to the one who sent it."""
    system = await parts.systems.by_slug(slug)
    answer = await parts.governance.own(system.code, "questions", token)
    if not answer.ok:
        return dead_link(answer, system, "question")
    return page("asking/own.html", system=system, own=answer.content, token=token)


@router.post("/{slug}/asked")
async def withdraw(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Take a question back, or delete what tells who sent it."""
    system = await parts.systems.by_slug(slug)
    token = one(await sent_form(request), "token")
    answer = await parts.governance.withdraw(system.code, "questions", token)
    if not answer.ok:
        return dead_link(answer, system, "question")
    return page("asking/own.html", system=system, own=answer.content, token=token)


def dead_link(answer: Answer, system: SystemEntry, want: str) -> Response:
    """Tell what to do where governance refuses a link, or does not answer."""
    if answer.status in {404, 422}:
        return page("asking/link_not_valid.html", status=404, system=system, want=want)
    return refusal_page(
        503, "This is not available just now", "Nothing was lost. Try again in a few minutes."
    )


async def offers(parts: Parts, system: SystemEntry) -> list[dict[str, Any]]:
    """Give the bodies that take something from the public."""
    answer = await parts.governance.offer(system.code)
    if not answer.ok:
        raise ServiceUnavailable("Try again in a few minutes.")
    found: list[dict[str, Any]] = answer.content["items"]
    return found


def _check(form: FormData) -> Errors:
    errors = Errors()
    if one(form, "kind") not in {choice.value for choice in KINDS}:
        errors.add("kind", "Select whether it is a question or a statement")
    if "|" not in one(form, "place"):
        errors.add("place", "Select where your question or statement goes")
    if not one(form, "text"):
        errors.add("text", "Write your question or statement")
    if not one(form, "name"):
        errors.add("name", "Enter your name")
    elif len(one(form, "name")) > 200:
        errors.add("name", "Your name must have 200 characters or fewer")
    return errors


async def _form(
    parts: Parts, system: SystemEntry, token: str, form: FormData, errors: Errors
) -> Response:
    found = [one for one in await offers(parts, system) if one["questions"] or one["statements"]]
    return page(
        "asking/ask.html",
        status=422 if errors else 200,
        system=system,
        token=token,
        kinds=[ChoiceGroup(None, KINDS)],
        places=[ChoiceGroup(offer["body_name"], _places(offer)) for offer in found],
        offers=found,
        sent={name: one(form, name) for name in form},
        errors=errors.summary,
        wrong=errors.by_field,
    )


def _places(offer: dict[str, Any]) -> list[Choice]:
    """Give the meetings that still take something, and the answer in writing."""
    choices = []
    for meeting in offer["meetings"]:
        takes = [
            f"{name} until {_day(meeting[f'last_day_for_{name}'])}"
            for name in ("questions", "statements")
            if meeting[f"takes_{name}"]
        ]
        if takes:
            value = f"{offer['body_id']}|{meeting['meeting_id']}"
            label = f"Meeting on {_day(meeting['held_on'])} ({', '.join(takes)})"
            choices.append(Choice(value, label))
    return [*choices, Choice(f"{offer['body_id']}|{WRITTEN}", "No meeting: answer me in writing")]


def _day(day: str) -> str:
    known = date.fromisoformat(day)
    return f"{known.day} {known:%B %Y}"
