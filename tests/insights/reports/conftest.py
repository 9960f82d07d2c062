"""The library, with a rule of evidence of its own."""

from __future__ import annotations

import orjson
import pytest

from gaps_support import RULE
from insights.load import load_system
from insights_support import Library, system_file


@pytest.fixture
async def library(library: Library) -> Library:
    """The library, with a rule of evidence that is easy to reckon with."""
    await load_system(library.database, orjson.dumps({**system_file(), "evidence": [RULE]}))
    return library
