"""What is counted of embargoes, for whoever runs the library to be woken by."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

FAILURES = Counter(
    "gt_embargo_failures_total", "Attempts to publish what came out of its embargo that failed."
)
FAILING = Gauge(
    "gt_embargoes_failing", "Findings whose embargo has ended and which could not be published."
)
