"""W3C Trace Context: which request, and which system, the present work belongs to.

A request or an event that arrives with a ``traceparent`` is continued; what has none begins a
trace. Logs bear the ids, and events carry them on.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass

from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()


@dataclass(slots=True)
class WorkContext:
    """The ids that the present work bears."""

    trace_id: int
    span_id: int
    sampled: bool
    request_id: str | None = None
    ics: str | None = None

    @property
    def traceparent(self) -> str:
        """Give the header that hands this work's trace on."""
        return f"00-{self.trace_id:032x}-{self.span_id:016x}-{int(self.sampled):02x}"


_current: ContextVar[WorkContext | None] = ContextVar("work_context", default=None)


def current() -> WorkContext | None:
    """Give the present work's ids; None outside of any work."""
    return _current.get()


def current_traceparent() -> str | None:
    """Give the ``traceparent`` of the present work, for events and for calls to others."""
    context = _current.get()
    return context.traceparent if context is not None else None


def set_system(ics: str) -> None:
    """Note which system the present work is about, for its logs."""
    context = _current.get()
    if context is not None:
        context.ics = ics


def begin(
    traceparent: str | None, *, request_id: str | None = None, ics: str | None = None
) -> Token[WorkContext | None]:
    """Enter work that continues a trace, or begins one where the header is absent or malformed."""
    trace_id, sampled = 0, False
    if traceparent is not None:
        extracted = _PROPAGATOR.extract({"traceparent": traceparent})
        parent = trace.get_current_span(extracted).get_span_context()
        trace_id, sampled = parent.trace_id, parent.trace_flags.sampled
    # Ids of traces are not secrets: the fast generator will do.
    return _current.set(
        WorkContext(
            trace_id or random.getrandbits(128) or 1,
            random.getrandbits(64) or 1,
            sampled,
            request_id,
            ics,
        )
    )


def end(token: Token[WorkContext | None]) -> None:
    """Leave the work that `begin` entered."""
    _current.reset(token)


@contextmanager
def continue_trace(traceparent: str | None, *, ics: str | None = None) -> Iterator[None]:
    """Do some work, such as handling an event, as part of the trace that caused it."""
    token = begin(traceparent, ics=ics)
    try:
        yield
    finally:
        end(token)
