"""RFC 9457 problem details: every refusal, in one form, mapped here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from common.errors import TYPE_PREFIX, DomainError, FieldError, Invalid
from common.observability.tracing import current
from common.web.validation import field_errors

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 1

_FRAMEWORK: Mapping[int, tuple[str, str, str]] = {
    400: ("malformed", "The request could not be read", "Send a well-formed request."),
    404: ("not-found", "Not found", "There is nothing at this address."),
    405: (
        "method-not-allowed",
        "This address does not take that method",
        "The Allow header names the methods that it takes.",
    ),
    413: ("too-large", "The request is too large", "Send less at once."),
}


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    fields: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Make a problem response. Nothing in it may repeat what the caller sent."""
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + code,
        "title": title,
        "status": status,
        "detail": detail,
    }
    work = current()
    if work is not None and work.request_id is not None:
        body["request_id"] = work.request_id
    if fields:
        body["errors"] = [{"field": f.field, "message": f.message} for f in fields]
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def problem_of(error: DomainError) -> Response:
    """Make the response of a refusal."""
    headers: dict[str, str] = dict(getattr(error, "headers", None) or {})
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", "Bearer")
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.setdefault("Retry-After", str(RETRY_SECONDS))
    return problem(
        error.status, error.code, error.title, error.detail, fields=error.fields, headers=headers
    )


def internal_error() -> Response:
    """Make the response to an error that nobody had foreseen: a request id and nothing else."""
    return problem(
        500,
        "internal",
        "Something went wrong on our side",
        "Try again. If it happens again, report it with the request id.",
    )


def install(app: FastAPI) -> None:
    """Let an application refuse in this form, whatever goes wrong."""

    async def domain(_: Request, error: Exception) -> Response:
        assert isinstance(error, DomainError)  # noqa: S101 - the registration says so
        return problem_of(error)

    async def framework(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - the registration says so
        return _framework_problem(error)

    async def validation(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - the registration says so
        return problem_of(
            Invalid("Correct the fields named below.", fields=field_errors(error.errors()))
        )

    app.add_exception_handler(DomainError, domain)
    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(RequestValidationError, validation)


def _framework_problem(error: HTTPException) -> Response:
    status = error.status_code
    phrase = HTTPStatus(status).phrase
    code, title, detail = _FRAMEWORK.get(
        status, (phrase.lower().replace(" ", "-"), phrase, "The request was refused.")
    )
    return problem(status, code, title, detail, headers=error.headers)
