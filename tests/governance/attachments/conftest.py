"""A meeting a month from now, with an item."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common.testing.clock import today
from governance_support import Governance
from papers_support import Agenda, agenda_of


@pytest.fixture
async def agenda(governance: Governance) -> Agenda:
    return await agenda_of(governance, today() + timedelta(30))
