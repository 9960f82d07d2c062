"""A committee of five with terms of its own, and a meeting of it."""

from __future__ import annotations

import pytest

from committee_support import Committee, committee_of
from governance_support import Governance


@pytest.fixture
async def committee(governance: Governance) -> Committee:
    """Give the committee, with a meeting on 25 March 2024."""
    return await committee_of(governance)
