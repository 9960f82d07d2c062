"""What can go wrong on the way to a service, in words for the caller."""

from __future__ import annotations

from common.errors import DomainError, NotFound, TooLarge, Unavailable


class BadAddress(DomainError):
    """The path or the query has a form that is never forwarded."""

    status = 400
    code = "bad-address"
    title = "The address is not well formed"


class UnknownService(NotFound):
    """There is no such part of the API."""

    code = "unknown-service"
    title = "There is no such part of the API"


class HeadersTooLarge(DomainError):
    """The headers are more, or longer, than the door takes."""

    status = 431
    code = "headers-too-large"
    title = "The headers are too large"


class BodyTooLarge(TooLarge):
    """The body is larger than this address takes."""

    code = "body-too-large"


class CallerTooSlow(DomainError):
    """The caller did not send the whole body in the time that the request has."""

    status = 408
    code = "sent-too-slowly"
    title = "The request did not arrive in time"


class MethodNotAllowed(DomainError):
    """No service is asked with this method."""

    status = 405
    code = "method-not-allowed"
    title = "This method is not used here"


class ServiceUnavailable(Unavailable):
    """The service can't be reached, or failed too often just now."""

    code = "service-unavailable"
    title = "This part of the system is not available just now"

    def __init__(self, detail: str, *, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
        """Seconds after which trying again makes sense."""


class ServiceBroke(DomainError):
    """The service broke off before it answered; the change may or may not have been made."""

    status = 502
    code = "service-broke-off"
    title = "The answer did not arrive"


class ServiceTooSlow(DomainError):
    """The service did not answer in time; the change may or may not have been made."""

    status = 504
    code = "service-too-slow"
    title = "The answer did not come in time"
