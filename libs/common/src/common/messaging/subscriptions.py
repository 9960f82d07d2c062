"""The table event type → handler of one consumer.

SUBSCRIPTIONS = Subscriptions("insights").on(SurveyOpened, register_activity)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Self, TypeVar

from common.db.engine import WriteSession
from common.events.envelope import Event, EventData

D = TypeVar("D", bound=EventData)

Handler = Callable[[Event[D], WriteSession], Awaitable[None]]
"""Takes one event in the transaction of its system, in which the inbox row already stands.

It writes its effect and returns; the consumer commits. It raises `Retryable` to be tried again
later; any other exception parks the event's key as a dead letter.
"""


class Subscriptions:
    """Which events a consumer takes, and what it does with each.

    Args:
        consumer: name of the consumer group and of the inbox; the service's name as a rule.
    """

    def __init__(self, consumer: str) -> None:
        self.consumer = consumer
        self._handlers: dict[str, Handler[Any]] = {}
        self._kinds: dict[str, type[EventData]] = {}

    def on(self, kind: type[D], handler: Handler[D]) -> Self:
        """Handle each event of one type.

        Raises:
            ValueError: if the type already has a handler; its effects belong in one transaction.
        """
        if kind.event_type in self._handlers:
            raise ValueError(f"{self.consumer} already handles {kind.event_type}")
        self._handlers[kind.event_type] = handler
        self._kinds[kind.event_type] = kind
        return self

    @property
    def topics(self) -> frozenset[str]:
        """Name every topic that carries a subscribed type."""
        return frozenset(kind.topic for kind in self._kinds.values())

    @property
    def kinds(self) -> Mapping[str, type[EventData]]:
        """Give the data class of each subscribed type."""
        return MappingProxyType(self._kinds)

    def handler(self, event_type: str) -> Handler[Any]:
        """Give the handler of a subscribed type.

        Raises:
            KeyError: if the consumer doesn't subscribe to it.
        """
        return self._handlers[event_type]
