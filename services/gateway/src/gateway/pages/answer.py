"""Answering a survey by a personal link: on one page, or on several with what was answered kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from gateway.dependencies import GatewayParts
from gateway.pages.forms import Errors, one, sent_form
from gateway.pages.journey import Journey
from gateway.pages.questions import first_field, read_answers, shown
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page
from gateway.pages.said import in_words
from gateway.pages.wording import IN_ENGLISH, Wording
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

router = page_router()

ALREADY = "/problems/already-answered"
ENOUGH = "/problems/enough-answers"
REFUSALS = {
    "closed": (
        "The survey has closed",
        "It takes no more answers. Thank you for wanting to take part.",
    ),
    "already": (
        "You have answered already",
        "Thank you. We have your answers. Each person can answer once.",
    ),
    "enough": (
        "Enough people like you have answered",
        "Thank you for wanting to take part. You have done nothing wrong.",
        "We want to hear from many kinds of people. So this survey takes a set number of answers "
        "from each group. It has enough from a group that you are in.",
        "We have not kept any of your answers. This changes nothing about your place on the panel, "
        "and we will ask you again about other things.",
    ),
    "dead": (
        "This link does not work",
        "Open the link in your email again, and check it whole.",
    ),
}
"""Why a link opens no survey: title and lines."""
ELSEWHERE = "See what came of what people said before"
_LANGUAGES = 5
"""So many of the languages that a browser asks for are looked at."""
_DIGITS = 3
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_WEIGHT = re.compile(r"[01](\.[0-9]{1,3})?")


@dataclass(frozen=True)
class _Asked:
    """What somebody comes with."""

    token: str
    chosen: str
    """The language that they chose on the page; empty for their own."""
    accepted: str = ""
    """The header that their browser sends."""

    @classmethod
    def of(cls, request: Request, token: str, chosen: str) -> _Asked:
        """Read it off a request; a language that is none is not chosen."""
        known = chosen if _LANGUAGE.fullmatch(chosen) else ""
        return cls(token, known, request.headers.get("Accept-Language", ""))

    @property
    def browser(self) -> list[str]:
        """Give the languages of the browser, the best first."""
        weighed = []
        for part in self.accepted.split(",")[:_LANGUAGES]:
            code, _, weight = part.strip().partition(";q=")
            if _LANGUAGE.fullmatch(code) and _WEIGHT.fullmatch(weight or "1"):
                weighed.append((float(weight or "1"), code))
        return [code for _, code in sorted(weighed, key=lambda one: -one[0])]


@dataclass(frozen=True)
class _Visit:
    """A survey as one person reads it."""

    system: SystemEntry
    token: str
    chosen: str
    """The language that they chose on the page; empty for their own."""
    survey: dict[str, Any]

    @property
    def words(self) -> Wording:
        return Wording(self.survey["words"])

    @property
    def way(self) -> Journey:
        return Journey.of(self.survey)

    def address(self, number: int, language: str | None = None) -> str:
        """Give the address of one of its pages."""
        chosen = self.chosen if language is None else language
        said = {"token": self.token, "page": str(number), "lang": chosen}
        return f"/{self.system.slug}/answer?{urlencode({k: v for k, v in said.items() if v})}"

    def show(self, template: str, *, status: int, number: int, **more: Any) -> Response:
        return page(
            template,
            status=status,
            system=self.system,
            survey=self.survey,
            page_language=self.survey["language"],
            words=self.words,
            token=self.token,
            chosen=self.chosen,
            number=number,
            address=self.address,
            **more,
        )


@router.get("/{slug}/answer")
async def survey_form(
    *,
    slug: Slug,
    request: Request,
    parts: GatewayParts,
    token: str = "",
    number: Annotated[str, Query(alias="page")] = "",
    lang: str = "",
) -> Response:
    """Show a page of the survey: the one that is asked for, or the one to go on with."""
    system = await parts.systems.by_slug(slug)
    found = await _visit(parts, system, _Asked.of(request, token, lang))
    if isinstance(found, Response):
        return found
    way = found.way
    wanted = _number(number, way) or way.where_left()
    if wanted == way.last > 1:
        gap = way.first_gap()
        return _check(found) if gap is None else _to(found, gap)
    return _form(found, wanted, way.form(wanted), Errors())


@router.post("/{slug}/answer")
async def answer(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Take the answers of a page: keep them and go on, or send them all from the last."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    asked = _Asked.of(request, one(form, "token"), one(form, "lang"))
    found = await _visit(parts, system, asked)
    if isinstance(found, Response):
        return found
    way = found.way
    number = _number(one(form, "page"), way) or 1
    if way.last > 1 and number == way.last:
        answers = [{"question_id": key, **said} for key, said in way.said.items()]
        return await _send(parts, found, asked, answers=answers, form=form)
    on_page = way.on_page(number) if way.last > 1 else None
    answers, errors = read_answers(
        way.questions, form, page=on_page, before=way.said, words=found.words
    )
    if errors:
        return _form(found, number, form, errors)
    if way.last == 1:
        return await _send(parts, found, asked, answers=answers, form=form)
    kept = await parts.panel.save_draft(system.code, found.token, answers)
    if not kept.ok:
        return await _refused(parts, system, kept, asked)
    return _to(found, way.with_answers(answers).after(number))


async def _visit(parts: GatewayParts, system: SystemEntry, asked: _Asked) -> _Visit | Response:
    survey = await parts.panel.survey(system.code, asked.token, asked.chosen)
    if not survey.ok:
        return await _refused(parts, system, survey, asked)
    return _Visit(system, asked.token, asked.chosen, survey.content)


async def _send(
    parts: GatewayParts,
    found: _Visit,
    asked: _Asked,
    *,
    answers: list[dict[str, Any]],
    form: FormData,
) -> Response:
    kept = await parts.panel.answer(found.system.code, found.token, answers)
    if kept.status == 422:
        gap = found.way.first_gap() or 1
        errors = Errors()
        errors.add(
            first_field(found.way.pages[gap - 1][0], form),
            found.words("Check your answers and try again"),
        )
        return _form(found, gap, found.way.form(gap) if found.way.last > 1 else form, errors)
    if not kept.ok:
        return await _refused(parts, found.system, kept, asked)
    receipt = kept.content.get("receipt") or ""
    return found.show("answer/thanks.html", status=201, number=found.way.last, receipt=receipt)


def _form(found: _Visit, number: int, form: FormData, errors: Errors) -> Response:
    way = found.way
    back = way.before(number)
    on_page = way.on_page(number)
    return found.show(
        "answer/survey.html",
        status=422 if errors else 200,
        number=number,
        questions=shown(way.questions, form, page=on_page, words=found.words),
        total=len(way.pages),
        back=found.address(back) if back else None,
        begins=back is None,
        errors=errors.summary,
        wrong=errors.by_field,
    )


def _check(found: _Visit) -> Response:
    way = found.way
    page_of = {one["id"]: n for n, page in enumerate(way.pages, start=1) for one in page}
    lines = [
        {
            "text": question["text"],
            "answer": in_words(question, way.said[question["id"]]),
            "change": found.address(page_of[question["id"]]),
        }
        for question in way.questions
        if question["id"] in way.said
    ]
    back = way.before(way.last)
    return found.show(
        "answer/check.html",
        status=200,
        number=way.last,
        lines=lines,
        back=found.address(back) if back else None,
    )


def _to(found: _Visit, number: int) -> Response:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(found.address(number), 303, headers)


def _number(said: str, way: Journey) -> int | None:
    """Give a page's number; None where it is none."""
    if not (said.isascii() and said.isdigit() and len(said) <= _DIGITS):
        return None
    number = int(said)
    return number if 1 <= number <= way.last else None


async def _refused(
    parts: GatewayParts, system: SystemEntry, answer: Answer, asked: _Asked
) -> Response:
    """Say why there is no survey, in the reader's language where it was translated."""
    kind = answer.content.get("type")
    if answer.status == 409:
        name = {ENOUGH: "enough", ALREADY: "already"}.get(str(kind), "closed")
        status = 200 if name == "enough" else 409
    elif answer.link_is_dead or answer.status == 422:
        name, status = "dead", 404
    else:
        return refusal_page(
            503,
            "The survey is not available just now",
            "Nothing was lost. Try again in a few minutes.",
        )
    title, *lines = REFUSALS[name]
    spoken = await _spoken(parts, system, asked, [title, *lines, ELSEWHERE])
    return page(
        "answer/refused.html",
        status=status,
        system=system,
        title=title,
        lines=lines,
        elsewhere=ELSEWHERE,
        **spoken,
    )


async def _spoken(
    parts: GatewayParts, system: SystemEntry, asked: _Asked, needed: Sequence[str]
) -> dict[str, Any]:
    """Give language and words of a page; English, if any word that it needs has no translation."""
    if not asked.token:
        return {"words": IN_ENGLISH}
    told = await parts.panel.page_words(system.code, asked.token, asked.chosen, asked.browser)
    if not told.ok or not set(needed) <= told.content["words"].keys():
        return {"words": IN_ENGLISH}
    return {"words": Wording(told.content["words"]), "page_language": told.content["language"]}
