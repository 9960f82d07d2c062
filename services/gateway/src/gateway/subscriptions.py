"""The table event type → handler of the gateway."""

from __future__ import annotations

from common.events.erasures import GatewayErasureAcknowledged
from common.events.registry import event_type
from common.messaging.erasure import ERASED, erases_members
from common.messaging.subscriptions import Subscriptions
from gateway.thread.handlers import take_in_event
from gateway.thread.projection import PROJECTIONS

SUBSCRIPTIONS = Subscriptions("gateway").on(ERASED, erases_members(GatewayErasureAcknowledged))
for _name in PROJECTIONS:
    SUBSCRIPTIONS.on(event_type(_name), take_in_event)
