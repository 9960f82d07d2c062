"""Structured logs: one JSON object a line, with the ids of the work, without personal data.

    log = get_logger()
    log.info("survey closed", survey_id=survey.id)

Log ids and counts. What bears a telling name is struck out, addresses inside a text too; an error
is told by its kind and place, never by its message, because drivers quote the row in theirs.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from types import TracebackType
from typing import Any, Protocol

import orjson

from common.observability.tracing import current

# structlog would load rich wherever it is installed, for tracebacks in colour: 4 MB in every
# process for what `tell_error` never shows.
_kept_off = sys.modules.setdefault("rich", None) is None  # type: ignore[arg-type]
import structlog  # noqa: E402
from structlog.typing import EventDict, Processor, WrappedLogger  # noqa: E402

if _kept_off:
    del sys.modules["rich"]

STRUCK = "[struck out]"

_PRIVATE = re.compile(
    r"(^|_)(e_?mail|address|name|phone|postcode|token|secret|password|authorization|cookie|body|"
    r"query|answers?|text|comment|demographics?|url|api_key|credential)(s?$|_)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")
_URL_TAIL = re.compile(r"(\w+://[^\s?#]*)[?#]\S*")
_URL_SECRET = re.compile(r"(\w+://)[^\s/@]+:[^\s/@]+@")
_OWN = frozenset({"event", "level", "logger", "timestamp", "error", "at"})


class LogSettings(Protocol):
    """What logging needs of a service's settings."""

    @property
    def log_format(self) -> str: ...


def get_logger(*args: Any) -> structlog.stdlib.BoundLogger:
    """Give a logger; its lines bear the ids of the work during which they are written."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(*args)
    return logger


def configure(settings: LogSettings, service: str = "") -> None:
    """Send every log of the process, libraries' included, to standard output in one form."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _ServiceName(service),
        add_work_ids,
        tell_error,
        strike_out,
    ]
    render: Processor = (
        structlog.processors.JSONRenderer(serializer=_to_json)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    )
    _straight.clear()
    if settings.log_format == "json" and service:
        _straight["service"] = service
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=_StandardOutput,
        cache_logger_on_first_use=False,
    )
    handler = _StandardOutputHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    ours = [h for h in root.handlers if isinstance(h, _StandardOutputHandler)]
    root.handlers[:] = [handler, *(h for h in root.handlers if h not in ours)]
    root.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
    for noisy in ("httpx", "httpcore", "aiokafka", "sqlalchemy.engine"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def tell_request(*, method: str, route: str, status: int, milliseconds: float) -> None:
    """Write the line of a request that was answered, as ``info("request", …)`` writes it.

    In JSON it is written straight: its fields are known, and none needs to be struck out. Through
    the processors this line cost three times as much, and every request has one.
    """
    fields: EventDict = {
        "method": method,
        "route": route,
        "status": status,
        "milliseconds": milliseconds,
    }
    if not _straight:
        get_logger(__name__).info("request", **fields)
        return
    moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    fields.update(event="request", level="info", timestamp=moment, **_straight)
    _StandardOutput().msg(_to_json(add_work_ids(None, "info", fields)))


_straight: dict[str, str] = {}
"""The service's name, where lines are JSON; empty where they are for people."""


class _StandardOutput:
    """Writes finished lines to whatever standard output is at the moment."""

    def __init__(self, *_: Any) -> None: ...

    def msg(self, line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    debug = info = warning = error = critical = exception = log = msg


class _StandardOutputHandler(logging.Handler):
    """Lets the logs of libraries out the same way."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            _StandardOutput().msg(self.format(record))
        except Exception:
            self.handleError(record)


class _ServiceName:
    def __init__(self, service: str) -> None:
        self._service = service

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        if self._service:
            event["service"] = self._service
        return event


def add_work_ids(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Add request_id, trace_id and ics of the present work."""
    work = current()
    if work is not None:
        if work.request_id is not None:
            event.setdefault("request_id", work.request_id)
        event.setdefault("trace_id", f"{work.trace_id:032x}")
        if work.ics is not None:
            event.setdefault("ics", work.ics)
    return event


def tell_error(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Turn ``exc_info`` into the error's kind and the places it passed, without its message."""
    info = event.pop("exc_info", None)
    if info:
        error = _error_of(info)
        if error is not None:
            event["error"] = _kinds(error)
            event["at"] = _places(error.__traceback__)
    return event


def strike_out(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Strike out values that bear the name of something private, and addresses in any text."""
    return _struck(event)


def _struck(fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in fields.items():
        if _is_private(name):
            fields[name] = STRUCK
        elif isinstance(value, str):
            if "@" in value or "://" in value:
                fields[name] = _without_addresses(value)
        elif isinstance(value, dict):
            fields[name] = _struck(dict(value))
    return fields


@lru_cache(maxsize=1_000)
def _is_private(name: str) -> bool:
    """Say whether a name is telling; lines have few names, and each is asked about every time."""
    return name not in _OWN and _PRIVATE.search(name) is not None


def _without_addresses(text: str) -> str:
    text = _URL_SECRET.sub(r"\1", text)
    text = _URL_TAIL.sub(r"\1", text)
    return _ADDRESS.sub(STRUCK, text)


def _error_of(info: Any) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        return info[1] if isinstance(info[1], BaseException) else None
    return sys.exc_info()[1]


def _kinds(error: BaseException) -> str:
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < 5:
        kind = type(cause)
        kinds.append(f"{kind.__module__}.{kind.__qualname__}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return " from ".join(kinds)


def _places(tb: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(tb)[-12:]
    return [
        f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
        for frame in frames
    ]


def _to_json(event: EventDict, **_: Any) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
