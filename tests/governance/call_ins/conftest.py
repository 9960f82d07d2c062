"""A board whose decisions may be called in."""

from __future__ import annotations

import pytest

from board_support import DELEGATION, board_of
from call_in_support import ORDER, CalledIn
from governance_support import Governance


@pytest.fixture
async def called(governance: Governance) -> CalledIn:
    called = CalledIn(await board_of(governance, call_in=ORDER, delegation=DELEGATION))
    called.decision = await called.board.decides()
    return called
