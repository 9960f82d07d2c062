"""Answering a survey by a personal link: on one page, or on several with what was answered kept."""

from __future__ import annotations

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
from gateway.pages.wording import Wording
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

router = page_router()

ALREADY = "/problems/already-answered"
ENOUGH = "/problems/enough-answers"
_DIGITS = 3


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
    parts: GatewayParts,
    token: str = "",
    number: Annotated[str, Query(alias="page")] = "",
    lang: str = "",
) -> Response:
    """Show a page of the survey: the one that is asked for, or the one to go on with."""
    system = await parts.systems.by_slug(slug)
    found = await _visit(parts, system, token, lang)
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
    found = await _visit(parts, system, one(form, "token"), one(form, "lang"))
    if isinstance(found, Response):
        return found
    way = found.way
    number = _number(one(form, "page"), way) or 1
    if way.last > 1 and number == way.last:
        answers = [{"question_id": key, **said} for key, said in way.said.items()]
        return await _send(parts, found, answers, form)
    on_page = way.on_page(number) if way.last > 1 else None
    answers, errors = read_answers(
        way.questions, form, page=on_page, before=way.said, words=found.words
    )
    if errors:
        return _form(found, number, form, errors)
    if way.last == 1:
        return await _send(parts, found, answers, form)
    kept = await parts.panel.save_draft(system.code, found.token, answers)
    if not kept.ok:
        return _refused(system, kept)
    return _to(found, way.with_answers(answers).after(number))


async def _visit(
    parts: GatewayParts, system: SystemEntry, token: str, language: str
) -> _Visit | Response:
    survey = await parts.panel.survey(system.code, token, language)
    return (
        _Visit(system, token, language, survey.content) if survey.ok else _refused(system, survey)
    )


async def _send(
    parts: GatewayParts, found: _Visit, answers: list[dict[str, Any]], form: FormData
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
        return _refused(found.system, kept)
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


def _refused(system: SystemEntry, answer: Answer) -> Response:
    if answer.status == 409 and answer.content.get("type") == ENOUGH:
        return page("answer/enough.html", system=system)
    if answer.status == 409:
        already = answer.content.get("type") == ALREADY
        return page("answer/closed.html", status=409, system=system, already=already)
    if answer.link_is_dead or answer.status == 422:
        return refusal_page(
            404, "This link does not work", "Open the link in your email again, and check it whole."
        )
    return refusal_page(
        503, "The survey is not available just now", "Nothing was lost. Try again in a few minutes."
    )
