"""Answering a survey by a personal link, on one page."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from starlette.datastructures import FormData

from gateway.dependencies import GatewayParts
from gateway.pages.forms import Choice, ChoiceGroup, Errors, one, sent_form, several
from gateway.pages.public import Slug
from gateway.pages.render import page
from gateway.pages.routing import page_router, refusal_page
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

router = page_router()

ALREADY = "/problems/already-answered"

Question = dict[str, Any]


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
        errors.add(field_name(survey.content["questions"][0]), "Check your answers and try again")
        return _form(system, survey.content, token, form, errors)
    if not kept.ok:
        return _refused(system, kept)
    return page("answer/thanks.html", status=201, system=system, title=survey.content["title"])


def field_name(question: Question) -> str:
    """Give the name of a question's field in the form."""
    return f"q_{question['id']}"


def read_answers(questions: list[Question], form: FormData) -> tuple[list[dict[str, Any]], Errors]:
    """Give the answers that a form holds, and what is wrong with it in the page's words."""
    answers: list[dict[str, Any]] = []
    errors = Errors()
    for question in questions:
        name = field_name(question)
        said = _said(question, form)
        if said is None:
            if question["required"]:
                errors.add(name, f"{_DEMANDS[question['kind']]}: {question['text']}")
            continue
        limit = question.get("max_length")
        if limit is not None and len(said["text"]) > limit:
            errors.add(name, f"Your answer must be {limit} characters or less: {question['text']}")
            continue
        answers.append({"question_id": question["id"], **said})
    if not answers and not errors and questions:
        errors.add(field_name(questions[0]), "Answer at least one question")
    return answers, errors


_DEMANDS = {
    "single_choice": "Select an answer",
    "multiple_choice": "Select at least one answer",
    "scale": "Select a number",
    "free_text": "Write an answer",
}


def _said(question: Question, form: FormData) -> dict[str, Any] | None:
    """Give one answer in the panel's form; None where there is none, or one never offered."""
    name = field_name(question)
    offered = {choice.value for choice in _choices(question)}
    match question["kind"]:
        case "multiple_choice":
            chosen = [v for v in dict.fromkeys(several(form, name)) if v in offered]
            return {"choices": chosen} if chosen else None
        case "free_text":
            text = one(form, name).replace("\r\n", "\n")
            return {"text": text} if text else None
        case "scale":
            value = one(form, name)
            return {"value": int(value)} if value in offered else None
        case _:
            value = one(form, name)
            return {"choice": value} if value in offered else None


def _choices(question: Question) -> list[Choice]:
    if question["kind"] == "scale":
        ends = {
            question["minimum"]: question.get("minimum_label"),
            question["maximum"]: question.get("maximum_label"),
        }
        return [
            Choice(str(step), f"{step}: {ends[step]}" if ends.get(step) else str(step))
            for step in range(question["minimum"], question["maximum"] + 1)
        ]
    return [Choice(one["code"], one["label"]) for one in question.get("options", [])]


def _form(
    system: SystemEntry, survey: dict[str, Any], token: str, form: FormData, errors: Errors
) -> Response:
    questions = [
        {
            **question,
            "field": field_name(question),
            "groups": [ChoiceGroup(None, _choices(question))],
            "said": one(form, field_name(question)),
            "said_all": several(form, field_name(question)),
        }
        for question in survey["questions"]
    ]
    return page(
        "answer/survey.html",
        status=422 if errors else 200,
        system=system,
        survey=survey,
        questions=questions,
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
