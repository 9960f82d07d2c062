"""A conditional GET of a feed that the gateway has in memory, answered 304, against Starlette's
hello-world.

python benchmarks/not_modified.py [SECONDS]
"""

from __future__ import annotations

import sys

from gateway_load import contenders
from web_load import load, medians, report, request

TARGET = 0.5
ROUNDS = 5
FEED = "/feeds/QE1/findings.atom"


def main(seconds: float) -> None:
    """Measure and print."""
    with contenders() as both:
        held = f'GET {FEED} HTTP/1.1\r\nhost: benchmark\r\nif-none-match: "v1"\r\n\r\n'.encode()
        hello = request("GET", "/api/v1/QE1/panel/hello", "none")
        load(both.gateway, lambda: held, seconds=1, status=304)
        load(both.hello, lambda: hello, seconds=1, status=200)
        rates = medians(
            ROUNDS,
            lambda: load(both.gateway, lambda: held, seconds=seconds, status=304),
            lambda: load(both.hello, lambda: hello, seconds=seconds, status=200),
        )
    report(
        "conditional GET answered 304",
        [("304 of a feed, the gateway", rates[0], "Starlette hello-world", rates[1], TARGET)],
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
