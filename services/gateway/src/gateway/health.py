"""What readiness looks at, besides the database."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import Gauge

from gateway.proxy.upstream import Upstream

BREAKERS = Gauge(
    "gt_gateway_breaker_open", "1 while a service is left alone after failures.", ["upstream"]
)


@dataclass(frozen=True)
class BreakerCheck:
    """Shows the state of a service's breaker by its name, and never fails for it.

    A gateway whose panel is down still serves insights, governance, pages and refusals in plain
    words. Taking it out of the load balancer for that would turn one service's fault into
    everybody's.
    """

    service: Upstream

    @property
    def name(self) -> str:
        """Tell the service and how it is treated now: ``panel breaker: closed``."""
        return f"{self.service.name} breaker: {self.service.breaker.state.replace('_', ' ')}"

    async def check(self) -> None:
        """Write the state to the metrics."""
        BREAKERS.labels(self.service.name).set(self.service.breaker.state != "closed")
