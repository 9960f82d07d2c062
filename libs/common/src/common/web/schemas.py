"""Bases of request and response models, and pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from common.db.pagination import Page

if TYPE_CHECKING:  # Workers use these models and serve nothing.
    from fastapi import Request, Response

T = TypeVar("T")


class Model(BaseModel):
    """Base of every request and response: unknown fields are refused, text is trimmed."""

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=True, from_attributes=True, validate_default=True
    )


class PageOut(Model, Generic[T]):
    """Some items in order, and the cursor of the next page."""

    items: Sequence[T]
    next_cursor: str | None = Field(
        default=None,
        description="Send it as `cursor` for the next page; null on the last one. The same "
        'address is in the Link header with rel="next" (RFC 8288).',
    )


class ProblemField(BaseModel):
    """One thing wrong with one field."""

    field: str = Field(description="A path such as body.questions[2].text or query.limit.")
    message: str = Field(description="What is wrong and what to send instead.")


class Problem(BaseModel):
    """Why a request was refused, and what to do about it (RFC 9457)."""

    type: str = Field(description="Stable identifier of this kind of refusal.")
    title: str
    status: int
    detail: str = Field(description="What happened and what to do.")
    request_id: str | None = Field(
        default=None, description="Name it when you report the problem to the operator."
    )
    errors: list[ProblemField] = Field(default=[], description="What is wrong with which field.")


def page_response(page: Page[Any], request: Request, response: Response) -> dict[str, Any]:
    """Give the body of a page, and set its Link header where there is a next one."""
    if page.next_cursor is not None:
        address = request.url.include_query_params(cursor=page.next_cursor)
        target = f"{address.path}?{address.query}"
        response.headers.append("Link", f'<{target}>; rel="next"')
    return {"items": page.items, "next_cursor": page.next_cursor}
