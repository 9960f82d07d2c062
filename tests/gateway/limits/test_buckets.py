"""Token buckets and networks."""

from __future__ import annotations

import pytest

from gateway.limits.buckets import Buckets
from gateway.limits.network import network_of


class Seconds:
    """A clock of seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class TestTake:
    def test_a_minutes_worth_may_come_at_once_and_no_more(self) -> None:
        buckets = Buckets("key", 3, monotonic=Seconds())
        assert [buckets.take("a").allowed for _ in range(4)] == [True, True, True, False]

    def test_callers_do_not_share(self) -> None:
        buckets = Buckets("key", 1, monotonic=Seconds())
        assert buckets.take("a").allowed
        assert buckets.take("b").allowed
        assert not buckets.take("a").allowed

    def test_it_fills_evenly(self) -> None:
        seconds = Seconds()
        buckets = Buckets("key", 60, monotonic=seconds)
        for _ in range(60):
            buckets.take("a")
        assert not buckets.take("a").allowed
        seconds.now = 1.0
        assert buckets.take("a").allowed
        assert not buckets.take("a").allowed

    def test_it_never_holds_more_than_a_minutes_worth(self) -> None:
        seconds = Seconds()
        buckets = Buckets("key", 2, monotonic=seconds)
        buckets.take("a")
        seconds.now = 10_000.0
        assert [buckets.take("a").allowed for _ in range(3)] == [True, True, False]

    def test_memory_is_bounded_and_empty_buckets_are_kept(self) -> None:
        seconds = Seconds()
        buckets = Buckets("network", 2, monotonic=seconds, remembered=100)
        buckets.take("guilty")
        buckets.take("guilty")
        seconds.now = 1.0
        for number in range(500):
            buckets.take(number)
            seconds.now += 0.01
        assert len(buckets._buckets) <= 100

    def test_the_headers_tell_what_is_left(self) -> None:
        buckets = Buckets("key", 60, monotonic=Seconds())
        headers = dict(buckets.headers(buckets.take("a")))
        assert headers == {
            b"ratelimit-policy": b'"key";q=60;w=60',
            b"ratelimit": b'"key";r=59;t=1',
        }

    def test_a_refusal_says_how_long_to_wait(self) -> None:
        buckets = Buckets("key", 6, monotonic=Seconds())
        for _ in range(6):
            buckets.take("a")
        headers = dict(buckets.headers(buckets.take("a")))
        assert headers[b"retry-after"] == b"10"


class TestNetwork:
    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("nonsense", "unknown"),
        ],
    )
    def test_a_household_is_one_network(self, address: str, network: str) -> None:
        assert network_of({"client": (address, 1), "headers": []}, 0) == network

    def test_a_header_that_anybody_can_send_counts_for_nothing(self) -> None:
        scope = {"client": ("192.0.2.7", 1), "headers": [(b"x-forwarded-for", b"198.51.100.1")]}
        assert network_of(scope, 0) == "192.0.2.7"

    def test_behind_one_proxy_the_last_address_counts(self) -> None:
        sent = (b"x-forwarded-for", b"203.0.113.9, 198.51.100.1")
        scope = {"client": ("10.0.0.1", 1), "headers": [sent]}
        assert network_of(scope, 1) == "198.51.100.1"
        assert network_of(scope, 2) == "203.0.113.9"
