"""Reference pages for people: settings and events, written from the code."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from inspect import getdoc
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from common.events.asyncapi import producer
from common.events.envelope import EventData
from common.events.registry import EVENT_TYPES
from common.settings import PREFIX, ServiceSettings

_NOTE = "<!-- Written by `make contracts` from the code. Do not edit. -->\n\n"

_OUTSIDE_SERVICES = (
    (
        "GT_MIGRATION_DATABASE_URL",
        "text",
        "required",
        "Read by migrations alone: postgresql:// address as the role <service>_owner.",
    ),
)


def settings_page(settings: Mapping[str, type[ServiceSettings]]) -> str:
    """Make the page of all settings: what all services share, then each one's own."""
    shared = ServiceSettings.model_fields
    parts = [
        "# Settings",
        "Each is read from the environment when a process starts. What is missing, wrong or "
        "unknown is named in one line, and the process ends with status 78. `production` refuses "
        "values that are fit for development only.",
        "## All services",
        _settings_table(shared),
    ]
    for service, kind in settings.items():
        own = {name: f for name, f in kind.model_fields.items() if name not in shared}
        parts.append(f"## {service}")
        parts.append(_settings_table(own) if own else "Nothing of its own.")
    parts += ["## Migrations", _table(_SETTING_HEAD, _OUTSIDE_SERVICES)]
    return _NOTE + "\n\n".join(parts) + "\n"


def events_page(consumers: Mapping[str, Iterable[str]]) -> str:
    """Make the page of all events."""
    parts = [
        "# Events",
        "CloudEvents 1.0 in Kafka's binary mode: attributes as headers, JSON as data, the subject "
        "as key. Delivery is at least once and in order per key; handle each id once. The same in "
        "AsyncAPI: [asyncapi.json](asyncapi.json).",
    ]
    for name, kind in EVENT_TYPES.items():
        takers = [service for service, types in consumers.items() if name in types]
        parts += [
            f"## {name}",
            getdoc(kind) or "",
            f"Topic `{kind.topic}`, key `{kind.subject_field}`. Said by {producer(kind)}; heard by "
            f"{', '.join(takers) or 'integrators'}.",
            _table(("field", "type", "required"), _event_rows(kind)),
        ]
    return _NOTE + "\n\n".join(parts) + "\n"


_SETTING_HEAD = ("name", "type", "default", "meaning")


def _settings_table(fields: Mapping[str, FieldInfo]) -> str:
    rows = [
        (f"`{PREFIX}{name.upper()}`", _type(f.annotation), _default(f), f.description or "")
        for name, f in fields.items()
    ]
    return _table(_SETTING_HEAD, rows)


def _event_rows(kind: type[EventData]) -> list[tuple[str, str, str]]:
    return [
        (f"`{name}`", _type(field.annotation), "yes" if field.is_required() else "no")
        for name, field in kind.model_fields.items()
    ]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, SecretStr):
        return "for development only"
    return "none" if value is None else f"`{value}`"


def _type(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(_type(a) for a in arguments if a is not type(None))
    if origin is list:
        return f"list of {_type(arguments[0])}"
    names = {str: "text", int: "whole number", float: "number", bool: "true or false"}
    if annotation is SecretStr:
        return "secret"
    return names.get(annotation) or str(annotation.__name__)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *[list(row) for row in rows]]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in r) + " |" for r in lines
    )
