"""The envelope: CloudEvents 1.0 in the Kafka protocol binding's binary mode, the data as JSON.

The headers carry the attributes (``ce_id``, ``ce_type`` …), the key is the subject, the value is
the data alone. Events carry opaque identifiers and published facts, never personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class EventData(BaseModel):
    """What an event says. Subclasses name their type, topic and which field is the subject.

    Unknown fields are ignored when read: changes are additive, and a consumer may be older than
    the producer.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    event_type: ClassVar[str]
    """``<service>.<aggregate>.<past tense>.v<N>``"""
    topic: ClassVar[str]
    """``<service>.<aggregates>``"""
    subject_field: ClassVar[str]
    """The field that holds the aggregate's id: CloudEvents subject and Kafka key."""

    @property
    def subject(self) -> str:
        """Give the aggregate's id."""
        return str(getattr(self, self.subject_field))


D = TypeVar("D", bound=EventData, covariant=True)


@dataclass(frozen=True)
class Event(Generic[D]):
    """One fact: its data, and who said it, when, about which system."""

    id: UUID
    source: str
    """The service that says it, as a URI reference: ``/panel``."""
    ics: str
    time: datetime
    data: D
    traceparent: str | None = None
    """W3C Trace Context of the request that caused it."""

    @property
    def type(self) -> str:
        """Give the event's type with its version."""
        return self.data.event_type

    @property
    def subject(self) -> str:
        """Give the aggregate's id, which is the key too."""
        return self.data.subject

    def headers(self) -> dict[str, str]:
        """Give the CloudEvents attributes as headers of the binary mode."""
        headers = {
            "ce_specversion": "1.0",
            "ce_id": str(self.id),
            "ce_source": self.source,
            "ce_type": self.type,
            "ce_subject": self.subject,
            "ce_time": self.time.isoformat(),
            "ce_ics": self.ics,
            "content-type": "application/json",
        }
        if self.traceparent is not None:
            headers["ce_traceparent"] = self.traceparent
        return headers

    def payload(self) -> bytes:
        """Give the data as JSON."""
        return self.data.model_dump_json().encode()


class MalformedEvent(ValueError):
    """A message is no event that the registry knows. The message names the attribute at fault."""


def read_event(
    headers: Mapping[str, str], payload: bytes, types: Mapping[str, type[EventData]]
) -> Event[EventData]:
    """Read a message of the log.

    Raises:
        MalformedEvent: if an attribute is missing, the type is unknown, or the data don't fit it.
    """
    try:
        kind = types[headers["ce_type"]]
        return Event(
            id=UUID(headers["ce_id"]),
            source=headers["ce_source"],
            ics=headers["ce_ics"],
            time=datetime.fromisoformat(headers["ce_time"]),
            data=kind.model_validate_json(payload),
            traceparent=headers.get("ce_traceparent"),
        )
    except KeyError as error:
        raise MalformedEvent(f"missing or unknown: {error.args[0]}") from error
    except ValueError as error:
        # A validation error repeats the input, which does not belong in logs.
        raise MalformedEvent(f"{type(error).__name__} in {headers.get('ce_type')}") from None
