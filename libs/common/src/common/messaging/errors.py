"""What can go wrong while facts travel. Handlers raise `Retryable`; the parts raise the others."""

from __future__ import annotations


class MessagingError(Exception):
    """Something about the travel of facts went wrong. Messages carry no personal data."""


class Retryable(MessagingError):
    """A handler can't do its work now but may a little later: try again with a growing pause.

    After a bounded number of attempts the event's key is parked as a dead letter. Any other
    exception of a handler parks the key at once.
    """


class EventTooLarge(MessagingError):
    """An event's data is larger than the event log carries; publish an address of it instead."""


class LogUnavailable(MessagingError):
    """The event log can't be reached, or did not acknowledge in time; reconnect and go on."""


class OwnershipLost(MessagingError):
    """Another member of the consumer group has taken over; what was fetched is no longer ours."""


class ConsumerStuck(MessagingError):
    """There are messages to fetch and none has arrived for too long; the process must restart."""


class TooManyDeadLetters(MessagingError):
    """One key after another is parked and nothing is handled: the fault is ours, not the events'.

    The consumer stops rather than park the whole log.
    """


class DatabaseUnavailable(MessagingError):
    """The service's own database can't be reached; wait, then do the same work again."""
