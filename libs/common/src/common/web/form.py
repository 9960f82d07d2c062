"""The form of a request, checked before its content: media types, size, unknown parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fastapi import Request, params
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.utils import get_flat_params
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from common.errors import DomainError, FieldError, Invalid, TooLarge

if TYPE_CHECKING:
    from fastapi.routing import APIRoute

API_PREFIX = "/api/"
_JSON = "application/json"


class NotAcceptable(DomainError):
    """The caller takes no media type in which this can be answered."""

    status = 406
    code = "not-acceptable"
    title = "No acceptable form of the answer"


class UnsupportedMediaType(DomainError):
    """The body has a media type that this address doesn't read."""

    status = 415
    code = "unsupported-media-type"
    title = "This kind of body is not read here"


@dataclass(frozen=True)
class RequestForm:
    """What form a route takes its requests in."""

    parameters: frozenset[str] | None
    """Names of the query parameters; None where any may be sent (pages outside of the API)."""
    takes_json: bool
    gives_json: bool
    body_limit: int

    @classmethod
    def of(cls, route: APIRoute, body_limit: int) -> RequestForm:
        """Read the form out of a route's definition."""
        flat = get_flat_params(route.dependant)
        names = frozenset(f.alias for f in flat if isinstance(f.field_info, params.Query))
        body = route.body_field
        return cls(
            parameters=names if route.path.startswith(API_PREFIX) else None,
            takes_json=body is not None and not isinstance(body.field_info, params.Form),
            gives_json=route.response_field is not None
            and isinstance(route.response_class, DefaultPlaceholder),
            body_limit=body_limit,
        )

    def check(self, request: Request) -> None:
        """Refuse a request of another form, and bound what can be read of its body.

        Raises:
            NotAcceptable: where JSON is given and the caller takes none.
            UnsupportedMediaType: where JSON is read and something else was sent.
            TooLarge: where the body is declared larger than this address takes.
            Invalid: where a query parameter isn't known.
        """
        headers = request.headers
        if self.gives_json and not _accepts_json(headers.get("accept")):
            raise NotAcceptable("This is answered as application/json. Accept that, or */*.")
        if request.scope["query_string"] and self.parameters is not None:
            _refuse_unknown(request, self.parameters)
        length = headers.get("content-length")
        if length is None and "transfer-encoding" not in headers:
            return
        if length is not None and length.isdecimal() and int(length) > self.body_limit:
            raise TooLarge(f"The body may have {self.body_limit} bytes at most here.")
        if self.takes_json and length != "0" and not _is_json(headers.get("content-type")):
            raise UnsupportedMediaType("Send the body as application/json.")
        request._receive = _bounded(request.receive, self.body_limit)


def _accepts_json(accept: str | None) -> bool:
    if accept is None or "*/*" in accept or _JSON in accept:
        return True
    ranges = [part.split(";")[0].strip().lower() for part in accept.split(",")]
    return not any(ranges) or "application/*" in ranges


def _is_json(content_type: str | None) -> bool:
    if content_type is None:
        return False
    media_type = content_type.split(";")[0].strip().lower()
    return media_type == _JSON or (
        media_type.startswith("application/") and media_type.endswith("+json")
    )


def _refuse_unknown(request: Request, known: frozenset[str]) -> None:
    sent = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    unknown = [name for name, _ in sent if name not in known]
    if unknown:
        names = [name if name.isidentifier() and len(name) <= 64 else "?" for name in unknown]
        raise Invalid(
            "Leave out the query parameters that are not known here.",
            fields=tuple(FieldError(f"query.{name}", "is not known here") for name in names[:50]),
        )


def _bounded(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            # The framework, in whose midst this is read, lets its own errors through.
            raise HTTPException(413)
        return message

    return bounded
