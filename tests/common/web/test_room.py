"""Those who read slowly leave room for everybody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from common.errors import Unavailable
from common.web.room import ReadOut, Room


class Full(Unavailable):
    """There is no place."""


def room(places: int) -> Room:
    return Room(places, lambda: Full("Come again."))


class TestRoom:
    @pytest.mark.parametrize("places", [1, 2, 5])
    def test_so_many_read_at_once(self, places: int) -> None:
        made = room(places)
        for number in range(places):
            made.enter(str(number))
        with pytest.raises(Full):
            made.enter("another")

    def test_one_caller_has_half_of_it_and_gets_back_what_it_leaves(self) -> None:
        made = room(4)
        leave = made.enter("one")
        made.enter("one")
        with pytest.raises(Full):
            made.enter("one")
        made.enter("other")
        leave()
        made.enter("one")

    def test_nobody_is_remembered_who_has_left(self) -> None:
        made = room(4)
        made.enter("one")()
        assert not made._taken


class TestReadOut:
    @pytest.mark.parametrize("breaks", [False, True])
    async def test_gives_its_place_back_however_it_ends(self, breaks: bool) -> None:
        made = room(1)

        async def pieces() -> AsyncIterator[bytes]:
            yield b"some"
            if breaks:
                raise RuntimeError("it went away")

        async def send(_: Any) -> None:
            with pytest.raises(Full):
                made.enter("another")

        async def receive() -> Any:
            return {"type": "http.disconnect"}

        answer = ReadOut(pieces(), made.enter("one"), headers={})
        scope = {"type": "http", "method": "GET", "asgi": {"spec_version": "2.4"}}
        if breaks:
            with pytest.raises(RuntimeError):
                await answer(scope, receive, send)
        else:
            await answer(scope, receive, send)
        made.enter("another")
