"""Answering a survey by a personal link, on one page."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from starlette.datastructures import FormData

from gateway.dependencies import GatewayParts
from gateway.pages.forms import Errors, one, sent_form
from gateway.pages.public import Slug
from gateway.pages.questions import first_field, read_answers, shown
from gateway.pages.render import page
from gateway.pages.routing import page_router, refusal_page
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

router = page_router()

ALREADY = "/problems/already-answered"


@router.get("/{slug}/answer")
async def survey_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Show the survey."""
    system = await parts.systems.by_slug(slug)
    survey = await parts.panel.survey(system.code, token)
    if not survey.ok:
        return _refused(system, survey)
    return _form(system, survey.content, token, FormData(), Errors())


@router.post("/{slug}/answer")
async def answer(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Take the answers."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one(form, "token")
    survey = await parts.panel.survey(system.code, token)
    if not survey.ok:
        return _refused(system, survey)
    answers, errors = read_answers(survey.content["questions"], form)
    if errors:
        return _form(system, survey.content, token, form, errors)
    kept = await parts.panel.answer(system.code, token, answers)
    if kept.status == 422:
        errors.add(
            first_field(survey.content["questions"][0], form), "Check your answers and try again"
        )
        return _form(system, survey.content, token, form, errors)
    if not kept.ok:
        return _refused(system, kept)
    return page(
        "answer/thanks.html", status=201, system=system, receipt=kept.content.get("receipt", "")
    )


def _form(
    system: SystemEntry, survey: dict[str, Any], token: str, form: FormData, errors: Errors
) -> Response:
    return page(
        "answer/survey.html",
        status=422 if errors else 200,
        system=system,
        survey=survey,
        questions=shown(survey["questions"], form),
        token=token,
        errors=errors.summary,
        wrong=errors.by_field,
    )


def _refused(system: SystemEntry, answer: Answer) -> Response:
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
