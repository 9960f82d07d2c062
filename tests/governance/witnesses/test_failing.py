"""Witnesses that fail, or answer what is no cosignature: nothing is kept, and nothing held up."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from common.testing.clock import FakeClock
from governance.decision_log.notes import Checkpoint
from governance.decision_log.notes import signed as signed_note
from governance.witnesses.http import LONGEST, HttpMessenger
from governance.witnesses.port import WitnessUnreachable
from governance.witnesses.submitting import LONGEST_PAUSE, Submitter
from governance_support import Governance
from witness_support import LOG, grow, kept, name_witnesses, witness

pytestmark = pytest.mark.rule("governance.12")


class TestFailing:
    async def test_one_that_fails_does_not_hold_up_the_others(self, governance: Governance) -> None:
        gone, broken, good = witness(1), witness(2), witness(3)
        async with gone.served():
            pass
        broken.failing = 1
        async with broken.served(), good.served():
            await name_witnesses(governance, gone, broken, good)
            await grow(governance)
            await Submitter(HttpMessenger()).run(governance.database)
        assert [one.asked for one in (gone, broken, good)] == [[], [], [(0, 200)]]

    async def test_one_that_fails_rests_and_is_asked_again(self, governance: Governance) -> None:
        clock = FakeClock(datetime.now(UTC))
        one = witness()
        one.failing = 2
        submitter = Submitter(HttpMessenger(), clock=clock)
        async with one.served():
            await name_witnesses(governance, one)
            await grow(governance)
            for seconds, left in ((0, 1), (1, 1), (1, 0), (3, 0), (1, 0)):
                clock.advance(timedelta(seconds=seconds))
                await submitter.run(governance.database)
                assert one.failing == left
        assert one.asked == [(0, 200)]

    async def test_it_never_rests_for_longer_than_a_minute(self, governance: Governance) -> None:
        clock = FakeClock(datetime.now(UTC))
        one = witness()
        one.failing = 10
        submitter = Submitter(HttpMessenger(), clock=clock)
        async with one.served():
            await name_witnesses(governance, one)
            await grow(governance)
            for left in range(9, -1, -1):
                await submitter.run(governance.database)
                assert one.failing == left
                clock.advance(timedelta(seconds=LONGEST_PAUSE))

    async def test_a_slow_one_is_given_up_in_time(self, governance: Governance) -> None:
        slow, good = witness(1), witness(2)
        slow.delay = 30.0
        async with slow.served(), good.served():
            await name_witnesses(governance, slow, good)
            await grow(governance)
            begun = time.monotonic()
            await Submitter(HttpMessenger(patience=0.3)).run(governance.database)
            assert time.monotonic() - begun < 5
        assert good.asked == [(0, 200)]

    @pytest.mark.parametrize(
        ("status", "text"),
        [
            (200, ""),
            (200, "words\n"),
            (200, "— stranger AAAAAAAAAA==\n"),
            (200, "x" * (LONGEST + 1)),
            (200, "\xff"),
            (404, ""),
            (403, ""),
            (409, "no size"),
            (302, ""),
        ],
    )
    async def test_nothing_is_kept_of_what_is_no_cosignature(
        self, governance: Governance, status: int, text: str
    ) -> None:
        one = witness()

        async def answer(_: web.Request) -> web.Response:
            kind = "text/x.tlog.size" if status == 409 else "text/plain"
            headers = {"Location": "/w/elsewhere", "Content-Type": kind}
            return web.Response(status=status, body=text.encode("latin-1"), headers=headers)

        one.handler = answer
        async with one.served():
            await name_witnesses(governance, one)
            await grow(governance)
            await Submitter(HttpMessenger()).run(governance.database)
        assert await kept(governance) == 0

    async def test_a_cosignature_of_another_checkpoint_is_not_kept(
        self, governance: Governance
    ) -> None:
        one = witness()
        other = signed_note(Checkpoint(LOG.name, 1, b"r" * 32), [LOG])

        async def answer(_: web.Request) -> web.Response:
            return web.Response(text=one.cosign(other))

        one.handler = answer
        async with one.served():
            await name_witnesses(governance, one)
            await grow(governance)
            await Submitter(HttpMessenger()).run(governance.database)
        assert await kept(governance) == 0

    async def test_an_answer_is_read_up_to_a_bound(self) -> None:
        one = witness()

        async def answer(_: web.Request) -> web.Response:
            return web.Response(text="x" * (LONGEST + 1))

        one.handler = answer
        async with one.served() as address, HttpMessenger().open() as channel:
            with pytest.raises(WitnessUnreachable, match="too long"):
                await channel.add_checkpoint(address, b"")

    async def test_it_is_asked_where_the_file_says_and_nowhere_else(self) -> None:
        one, other = witness(1), witness(2)
        asked = []

        async def elsewhere(_: web.Request) -> web.Response:
            asked.append(1)
            return web.Response()

        other.handler = elsewhere
        async with one.served() as address, other.served() as inside:
            moved = {"Location": f"{inside}/add-checkpoint"}

            async def answer(_: web.Request) -> web.Response:
                return web.Response(status=307, headers=moved)

            one.handler = answer
            async with HttpMessenger().open() as channel:
                assert (await channel.add_checkpoint(address, b"")).status == 307
        assert asked == []
