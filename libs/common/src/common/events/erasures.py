"""How each service answers an erasure: the answers are alike, each said by its own service."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from common.events.envelope import EventData


class ErasureAcknowledged(EventData):
    """A service erased what it held of a member, and says how much that was.

    It names the erasure, never the member.
    """

    subject_field: ClassVar[str] = "erasure_id"

    erasure_id: UUID
    erased: int
    """Rows that were erased; 0 where nothing was held."""


class InsightsErasureAcknowledged(ErasureAcknowledged):
    """The insights library erased what it held of a member."""

    event_type: ClassVar[str] = "insights.erasure.acknowledged.v1"
    topic: ClassVar[str] = "insights.erasures"


class GovernanceErasureAcknowledged(ErasureAcknowledged):
    """Governance erased what it held of a member."""

    event_type: ClassVar[str] = "governance.erasure.acknowledged.v1"
    topic: ClassVar[str] = "governance.erasures"


class GatewayErasureAcknowledged(ErasureAcknowledged):
    """The gateway erased what it held of a member."""

    event_type: ClassVar[str] = "gateway.erasure.acknowledged.v1"
    topic: ClassVar[str] = "gateway.erasures"
