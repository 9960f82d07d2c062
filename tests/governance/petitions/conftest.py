"""A body that takes petitions, and a petition that is open."""

from __future__ import annotations

from typing import Any

import pytest

from governance.settings import GovernanceSettings
from governance_support import Governance
from public_voice_support import Petitioners, Public, takes_part


@pytest.fixture
async def people(governance: Governance, service_settings: Any) -> Public:
    return await takes_part(governance, service_settings(GovernanceSettings))


@pytest.fixture
async def petitioners(people: Public) -> Petitioners:
    return Petitioners(people)
