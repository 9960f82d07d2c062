"""The event log port. Two adapters, `kafka` and `postgres`, keep it; one suite proves both.

What every adapter keeps: messages of one key arrive in the order they were published; what was
acknowledged is kept; a group's messages go to one member at a time; a member resumes after the last
commit, so a message can arrive more than once but never not at all; a new group begins at the
beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One message to publish: the key decides which others it is ordered with."""

    topic: str
    key: str
    headers: Mapping[str, str]
    payload: bytes


@dataclass(frozen=True, slots=True)
class Delivered(Message):
    """One message as it arrived, and where it stands: offsets grow within topic and partition."""

    partition: int
    offset: int


class Publisher(Protocol):
    """Sends messages."""

    async def publish(self, messages: Sequence[Message]) -> None:
        """Send all in order and return once every one is acknowledged.

        Raises:
            LogUnavailable: if any was not; which ones is unknown. Use another publisher then.
        """


class Subscription(Protocol):
    """One member of a consumer group."""

    async def fetch(self, limit: int, wait: float) -> Sequence[Delivered]:
        """Give the next messages, at most ``limit``; nothing after ``wait`` seconds without any.

        Raises:
            LogUnavailable: use another subscription then.
            ConsumerStuck: if there are messages that don't arrive.
        """

    async def commit(self, handled: Sequence[Delivered]) -> None:
        """Say that these, and all before them in their topics, are handled.

        Raises:
            OwnershipLost: if another member has them now.
            LogUnavailable: use another subscription then.
        """

    async def lag(self) -> int:
        """Count the messages of this member's share that are not fetched yet."""


class EventLog(Protocol):
    """An append-only log of messages by topic."""

    def publisher(self) -> AbstractAsyncContextManager[Publisher]:
        """Open a publisher."""

    def subscription(
        self, group: str, topics: Collection[str]
    ) -> AbstractAsyncContextManager[Subscription]:
        """Join a consumer group."""

    async def ping(self) -> None:
        """Raise `LogUnavailable` unless the log answers."""

    async def trim(self, keep: timedelta) -> int:
        """Remove what is older and handled by every group, where the log's own server doesn't.

        Gives how many messages.
        """
