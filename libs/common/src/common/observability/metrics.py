"""What Prometheus scrapes. Labels have few values: route templates, never paths."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Histogram(
    "gt_http_request_seconds",
    "Time from a request's arrival to the start of its response.",
    ["method", "route", "status"],
    buckets=BUCKETS,
)
UNHANDLED = Counter("gt_http_unhandled_errors_total", "Errors that nobody had foreseen.", ["route"])
RELAY_LAG = Gauge(
    "gt_relay_lag_seconds", "Age of the oldest event that is recorded and not yet sent."
)


def exposition() -> tuple[bytes, str]:
    """Give every metric in the text format, and its media type."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
