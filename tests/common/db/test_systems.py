"""Jobs that go through every system: one that fails holds up no other."""

from __future__ import annotations

import asyncio

import pytest

from common.db.systems import SomeFailed, in_each
from common.db.tenancy import SystemCode

A, B, C = SystemCode("A"), SystemCode("B"), SystemCode("C")


class TestInEach:
    async def test_all_have_their_turn_and_those_that_failed_are_named(self) -> None:
        done: list[SystemCode] = []

        async def do(ics: SystemCode) -> None:
            done.append(ics)
            if ics != B:
                raise ValueError

        with pytest.raises(SomeFailed, match="A, C"):
            await in_each([A, B, C], do)
        assert done == [A, B, C]

    async def test_where_none_fails_nothing_is_raised(self) -> None:
        async def do(ics: SystemCode) -> None:
            pass

        await in_each([A, B], do)

    async def test_a_stop_is_no_failure(self) -> None:
        async def do(ics: SystemCode) -> None:
            raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await in_each([A, B], do)
