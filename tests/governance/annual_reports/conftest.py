"""Whoever writes a body's annual report."""

from __future__ import annotations

import pytest

from annual_reports_support import Reports
from governance_support import Governance


@pytest.fixture
def reports(governance: Governance) -> Reports:
    return Reports(governance)
