"""The AsyncAPI 3.0 document of all events, made from the registry."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from inspect import getdoc
from typing import Any

from common.events.envelope import EventData
from common.events.registry import EVENT_TYPES, TOPICS

VERSION = "1.0.0"
_SCHEMAS = "#/components/schemas/{model}"
_ENVELOPE = "CloudEventHeaders"

_HEADERS: dict[str, Any] = {
    "type": "object",
    "description": "CloudEvents 1.0 attributes in the Kafka protocol binding's binary mode.",
    "required": [
        "ce_specversion",
        "ce_id",
        "ce_source",
        "ce_type",
        "ce_subject",
        "ce_time",
        "ce_ics",
        "content-type",
    ],
    "properties": {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {
            "type": "string",
            "format": "uuid",
            "description": "UUIDv7 of the event. Handle each id once: delivery is at least once.",
        },
        "ce_source": {"type": "string", "description": "The service that says it: /panel."},
        "ce_type": {"type": "string"},
        "ce_subject": {"type": "string", "description": "The aggregate's id; the Kafka key too."},
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_ics": {"type": "string", "description": "ODS code of the system, such as QE1."},
        "ce_traceparent": {
            "type": "string",
            "description": "W3C Trace Context of the request that caused it.",
        },
        "content-type": {"type": "string", "const": "application/json"},
    },
}


def producer(kind: type[EventData]) -> str:
    """Name the service that says an event."""
    return kind.event_type.partition(".")[0]


def document(consumers: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Make the AsyncAPI document.

    Args:
        consumers: service → the types of events that it handles.
    """
    schemas: dict[str, Any] = {_ENVELOPE: _HEADERS}
    messages = {name: _message(kind, schemas) for name, kind in EVENT_TYPES.items()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Golden Thread: events",
            "version": VERSION,
            "description": "What the services say to each other and to integrators. Changes are "
            "additive; a breaking one is a new version beside the old. Order holds per key. "
            "Events carry opaque ids and published facts, never personal data.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic) for topic in sorted(TOPICS)},
        "operations": {**_sends(), **_receives(consumers)},
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "messages": dict(sorted(messages.items())),
        },
    }


def _message(kind: type[EventData], schemas: dict[str, Any]) -> dict[str, Any]:
    payload = kind.model_json_schema(ref_template=_SCHEMAS, mode="serialization")
    schemas.update(payload.pop("$defs", {}))
    schemas[kind.__name__] = payload
    return {
        "name": kind.event_type,
        "title": kind.__name__,
        "summary": getdoc(kind),
        "contentType": "application/json",
        "headers": {"$ref": f"#/components/schemas/{_ENVELOPE}"},
        "payload": {"$ref": f"#/components/schemas/{kind.__name__}"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": f"The {kind.subject_field}."},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _channel(topic: str) -> dict[str, Any]:
    return {
        "address": topic,
        "messages": {
            name: {"$ref": f"#/components/messages/{name}"}
            for name, kind in sorted(EVENT_TYPES.items())
            if kind.topic == topic
        },
    }


def _sends() -> dict[str, Any]:
    return {
        f"{service}.sends.{topic}": _operation("send", topic, names)
        for (service, topic), names in _grouped({(producer(k), n) for n, k in EVENT_TYPES.items()})
    }


def _receives(consumers: Mapping[str, Collection[str]]) -> dict[str, Any]:
    pairs = {(service, name) for service, names in consumers.items() for name in names}
    return {
        f"{service}.receives.{topic}": _operation("receive", topic, names)
        for (service, topic), names in _grouped(pairs)
    }


def _grouped(pairs: Collection[tuple[str, str]]) -> list[tuple[tuple[str, str], list[str]]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for service, name in sorted(pairs):
        groups.setdefault((service, EVENT_TYPES[name].topic), []).append(name)
    return list(groups.items())


def _operation(action: str, topic: str, names: list[str]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic}"},
        "messages": [{"$ref": f"#/channels/{topic}/messages/{name}"} for name in names],
    }
