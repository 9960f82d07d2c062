"""Who reads files out slowly keeps nobody from the library."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from common.web.room import Room
from insights.exports import repository
from insights.exports.errors import ManyReadOut
from insights.exports.room import room_in
from insights_support import EDITOR, HEALTHWATCH, Library

FILES = ("/exports/findings.csv", "/exports/feedback.jsonl")


class TestRoom:
    @pytest.mark.parametrize(("connections", "places"), [(1, 1), (5, 1), (12, 4)])
    def test_a_third_of_the_connections_may_be_read_from(
        self, connections: int, places: int
    ) -> None:
        room = room_in(connections)
        for number in range(places):
            room.enter(str(number))
        with pytest.raises(ManyReadOut):
            room.enter("another")

    def test_one_caller_has_half_of_it_and_gets_back_what_it_leaves(self) -> None:
        room = room_in(12)
        leave = room.enter("one")
        room.enter("one")
        with pytest.raises(ManyReadOut):
            room.enter("one")
        room.enter("other")
        leave()
        room.enter("one")


class TestReadingOut:
    @pytest.fixture
    def room(self, app: Any) -> Room:
        made: Room = app[0].state.read_out
        return made

    @pytest.mark.parametrize("path", FILES)
    async def test_who_comes_when_there_is_none_is_asked_to_come_again(
        self, library: Library, room: Room, path: str
    ) -> None:
        leave = room.enter("somebody")
        answer = await library.partner.get(path)
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/many-read-out")
        assert int(answer.headers["Retry-After"]) > 0
        leave()
        for _ in range(3):
            assert (await library.partner.get(path)).status_code == 200

    async def test_the_credentials_of_one_organisation_are_one_caller(
        self, library: Library, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(room, "_places", 4)
        leave = room.enter(str(HEALTHWATCH))
        for caller in (library.partner, library.caller(EDITOR, HEALTHWATCH)):
            assert (await caller.get(FILES[0])).status_code == 503
        assert (await library.other_partner.get(FILES[0])).status_code == 200
        leave()

    async def test_a_file_that_breaks_off_or_is_refused_holds_no_place(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await library.published()
        assert (await library.editor.get(f"{FILES[0]}?theme=")).status_code == 422

        async def broken(*_: Any) -> AsyncIterator[list[Any]]:
            raise ConnectionError("the database went away")
            yield []

        with monkeypatch.context() as patched:
            patched.setattr(repository, "_pieces", broken)
            with pytest.raises(ConnectionError):
                await library.editor.get(FILES[0])
        assert (await library.editor.get(FILES[0])).status_code == 200
