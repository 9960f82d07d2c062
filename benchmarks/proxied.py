"""A request through the gateway, with a real key, token and limits, against Starlette's hello-world
asked directly.

python benchmarks/proxied.py [SECONDS]

The service behind the gateway is that same hello-world, in a process of its own.
"""

from __future__ import annotations

import sys

from gateway_load import contenders
from web_load import load, medians, report, request

TARGET = 0.20
ROUNDS = 5
PATH = "/api/v1/QE1/panel/hello"


def main(seconds: float) -> None:
    """Measure and print."""
    with contenders() as both:
        read = request("GET", PATH, both.key)
        for warm in (both.gateway, both.hello):
            load(warm, lambda: read, seconds=1, status=200)
        rates = medians(
            ROUNDS,
            lambda: load(both.gateway, lambda: read, seconds=seconds, status=200),
            lambda: load(both.hello, lambda: read, seconds=seconds, status=200),
        )
    report(
        "gateway, proxied",
        [("hello-world through the gateway", rates[0], "Starlette hello-world", rates[1], TARGET)],
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
