from __future__ import annotations

import pytest

from common.messaging.adapters.watchdog import Watchdog
from common.messaging.errors import ConsumerStuck


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class TestWatchdog:
    def test_lag_without_progress_for_a_minute_ends_the_consumer(self) -> None:
        clock = Seconds()
        watchdog = Watchdog(60.0, clock)
        watchdog.observe(lag=3, handled=10)
        clock.now = 59.0
        watchdog.observe(lag=3, handled=10)
        clock.now = 60.0
        with pytest.raises(ConsumerStuck, match="3 messages wait and none has arrived for 60 s"):
            watchdog.observe(lag=3, handled=10)

    def test_no_lag_is_no_reason(self) -> None:
        clock = Seconds()
        watchdog = Watchdog(60.0, clock)
        watchdog.observe(lag=3, handled=10)
        clock.now = 59.0
        watchdog.observe(lag=0, handled=10)
        clock.now = 100.0
        watchdog.observe(lag=3, handled=10)

    def test_messages_that_arrive_begin_the_wait_anew(self) -> None:
        clock = Seconds()
        watchdog = Watchdog(60.0, clock)
        watchdog.observe(lag=3, handled=10)
        watchdog.progressed()
        clock.now = 61.0
        watchdog.observe(lag=3, handled=10)

    def test_progress_of_other_members_counts_for_one_without_a_share(self) -> None:
        clock = Seconds()
        watchdog = Watchdog(60.0, clock)
        for minute in range(5):
            clock.now = minute * 61.0
            watchdog.observe(lag=3, handled=minute)
