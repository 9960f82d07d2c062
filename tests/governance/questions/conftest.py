"""A body that takes questions and statements."""

from __future__ import annotations

from typing import Any

import pytest

from governance.settings import GovernanceSettings
from governance_support import Governance
from public_voice_support import Public, takes_part


@pytest.fixture
async def people(governance: Governance, service_settings: Any) -> Public:
    return await takes_part(governance, service_settings(GovernanceSettings))
