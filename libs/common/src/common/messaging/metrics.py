"""What the worker counts; the relay's lag is in `common.observability.metrics`."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from common.observability.metrics import BUCKETS

PUBLISHED = Counter("gt_relay_published_total", "Events that the log acknowledged.")
HANDLED = Counter("gt_consumer_handled_total", "Events whose effect is committed.", ["type"])
REPEATED = Counter("gt_consumer_repeated_total", "Events that the inbox had seen before.")
PARKED = Counter("gt_consumer_parked_total", "Events parked as dead letters.", ["topic"])
RETRIED = Counter("gt_consumer_retried_total", "Attempts that a handler asked to repeat.")
EFFECT_DELAY = Histogram(
    "gt_consumer_effect_delay_seconds",
    "Time from an event's record to the commit of its effect.",
    buckets=BUCKETS,
)
CONSUMER_LAG = Gauge("gt_consumer_lag_messages", "Messages of the subscribed topics yet to fetch.")
JOB_FAILURES = Counter("gt_job_failures_total", "Runs of a periodic job that failed.", ["job"])
JOB_RUNS = Counter("gt_job_runs_total", "Runs of a periodic job that succeeded.", ["job"])
