"""What can go wrong, in words that tell the person what to do.

Services raise subclasses of these; `common.web.problems` maps them once, at the edge, to RFC 9457
problem details. A service adds its own by subclassing and giving a stable ``code``:

    class SurveyNotOpen(Conflict):
        code = "survey-not-open"
        title = "The survey is not open"
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

TYPE_PREFIX = "/problems/"
"""Stands before an error's code to make its type (RFC 9457, section 3.1.1)."""


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field of a request."""

    field: str
    """Where: a JSON path such as ``body.questions[2].text`` or ``query.limit``."""
    message: str
    """What is wrong and what to send instead. Never repeats the value that was sent."""


class DomainError(Exception):
    """A refusal that the caller can act on.

    ``detail`` says what happened and what to do about it. It must not carry personal data: it
    reaches responses and logs.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "The request cannot be carried out"

    def __init__(self, detail: str, *, fields: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = fields


class Invalid(DomainError):
    """The request is well formed but breaks a rule."""

    status = 422
    code = "invalid"
    title = "Something in the request is not valid"


class NotFound(DomainError):
    """There is no such thing, or the caller may not know that there is (another system's id)."""

    status = 404
    code = "not-found"
    title = "Not found"


class Conflict(DomainError):
    """The thing is in a state that does not allow this."""

    status = 409
    code = "conflict"
    title = "Not possible in the present state"


class PreconditionFailed(DomainError):
    """``If-Match`` names a version that is no longer the current one."""

    status = 412
    code = "precondition-failed"
    title = "It has changed since you read it"


class PreconditionRequired(DomainError):
    """A change was sent without ``If-Match``."""

    status = 428
    code = "precondition-required"
    title = "Say which version you are changing"


class Unauthenticated(DomainError):
    """No credential, or one that is not valid."""

    status = 401
    code = "unauthenticated"
    title = "Sign in first"


class Forbidden(DomainError):
    """The credential is valid but does not allow this."""

    status = 403
    code = "forbidden"
    title = "You may not do this"


class TooLarge(DomainError):
    """The body is larger than this address takes."""

    status = 413
    code = "too-large"
    title = "The request is too large"


class TooManyRequests(DomainError):
    """A rate limit is used up."""

    status = 429
    code = "too-many-requests"
    title = "Too many requests"


class Unavailable(DomainError):
    """Something that is needed does not answer now; trying again later may work."""

    status = 503
    code = "unavailable"
    title = "Not available just now"
