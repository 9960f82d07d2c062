from __future__ import annotations

import pytest

from common.messaging.subscriptions import Subscriptions
from faults.platform import CounterGrew, subscriptions, write_effect


class TestSubscriptions:
    def test_it_names_topics_kinds_and_handlers(self) -> None:
        table = subscriptions()
        assert table.topics == {"panel.counters"}
        assert dict(table.kinds) == {"panel.counter.grew.v1": CounterGrew}
        assert table.handler("panel.counter.grew.v1") is write_effect

    def test_a_second_handler_of_one_type_is_refused(self) -> None:
        with pytest.raises(ValueError, match="already handles"):
            subscriptions().on(CounterGrew, write_effect)

    def test_a_type_that_is_not_subscribed_has_no_handler(self) -> None:
        with pytest.raises(KeyError):
            Subscriptions("nobody").handler("panel.counter.grew.v1")
