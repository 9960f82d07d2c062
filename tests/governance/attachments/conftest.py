"""A meeting a month from now, with an item."""

from __future__ import annotations

from datetime import timedelta

import pytest

from governance_support import Governance
from papers_support import TODAY, Agenda, agenda_of


@pytest.fixture
async def agenda(governance: Governance) -> Agenda:
    return await agenda_of(governance, TODAY + timedelta(30))
