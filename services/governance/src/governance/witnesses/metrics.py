"""What is counted of witnesses."""

from __future__ import annotations

from prometheus_client import Counter

ANSWERS = Counter(
    "gt_log_witness_answers_total",
    "Calls to witnesses by outcome: cosigned, refused, wrong or unreachable.",
    ["outcome"],
)
