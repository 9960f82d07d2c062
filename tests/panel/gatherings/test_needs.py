"""What people need at a gathering is theirs: sealed, seen by few, deleted soon after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id
from common.crypto.sealing import CannotOpen
from common.db.engine import raw_connection
from panel.datakeys.personal import PersonKey
from panel.gatherings import repository
from panel.gatherings.models import Booking
from panel.gatherings.needs import opened, sealed
from panel.gatherings.schemas import NeedsIn
from panel_support.gatherings import Hall
from panel_support.world import QE1

pytestmark = pytest.mark.rule("panel.13")

NOTE = "I need zebedee's chair"


class TestNeeds:
    async def test_are_sealed_at_one_length_and_in_no_log_or_event(
        self, hall: Hall, capsys: pytest.CaptureFixture[str]
    ) -> None:
        guests = await hall.guests(2)
        gathering = await hall.opened()
        await hall.book(gathering, guests[0], arrangements=["step_free", "loop"], note=NOTE)
        await hall.book(gathering, guests[1], arrangements=["loop"])
        await hall.world.send_mail()
        rows = await hall.world.rows("SELECT * FROM gathering_bookings")
        assert len({len(row["needs_sealed"]) for row in rows}) == 1
        logged = capsys.readouterr()
        places = [repr(rows), logged.out, logged.err, repr(await hall.world.events())]
        tables = await hall.world.rows(
            "SELECT DISTINCT table_name FROM information_schema.columns "
            "WHERE table_schema = 'panel' AND column_name = 'ics'"
        )
        for (table,) in tables:
            places.append(repr([dict(r) for r in await hall.world.rows(f"SELECT * FROM {table}")]))
        assert not [place for place in places if "zebedee" in place]

    async def test_open_in_their_own_row_alone(self, hall: Hall) -> None:
        guests = await hall.guests(2)
        gathering = await hall.opened()
        await hall.book(gathering, guests[0], note=NOTE)
        await hall.booked(gathering, guests[1])
        async with hall.world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(
                "UPDATE gathering_bookings SET needs_sealed = "
                "(SELECT needs_sealed FROM gathering_bookings WHERE needs_sealed NOTNULL)"
            )
        async with hall.world.database.reading(QE1) as session:
            one, other = await repository.bookings(session, QE1, UUID(gathering["id"]))
            said = await opened(session, QE1, hall.world.keys, [one])
            assert said[one.id].note == NOTE
            with pytest.raises(CannotOpen):
                await opened(session, QE1, hall.world.keys, [other])

    async def test_are_seen_with_the_scope_for_personal_data_alone(
        self, hall: Hall, token: Any
    ) -> None:
        (ada,) = await hall.guests(1)
        gathering = await hall.opened()
        await hall.book(gathering, ada, arrangements=["loop"], note=NOTE)
        address = f"/gatherings/{gathering['id']}"
        (shown,) = (await hall.world.call("GET", f"{address}/bookings")).json()
        assert shown["needs"] == {"arrangements": ["loop"], "note": NOTE}
        assert shown["member_id"] == ada.member_id
        without = token(["panel:read", "panel:manage"], ics="QE1")
        assert (
            await hall.world.call("GET", f"{address}/bookings", headers=without)
        ).status_code == 403
        plain = await hall.world.call("GET", address, headers=without)
        assert NOTE not in plain.text
        assert "placed" not in plain.text
        elsewhere = await hall.world.call("GET", f"{address}/bookings", ics="QKK")
        assert elsewhere.status_code == 404

    async def test_are_deleted_a_week_after_and_when_the_place_is_given_up(
        self, hall: Hall
    ) -> None:
        guests = await hall.guests(2)
        gathering = await hall.opened()
        for guest in guests:
            await hall.book(gathering, guest, note=NOTE)
        await hall.give_up(gathering, guests[1])
        assert await self._kept(hall) == 1
        await hall.over(gathering, days=6)
        await hall.worker()
        assert await self._kept(hall) == 1
        await hall.over(gathering, days=8)
        await hall.worker()
        assert await self._kept(hall) == 0

    async def test_are_in_the_export_and_go_with_the_member(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1)
        gathering = await hall.opened()
        await hall.book(gathering, ada, arrangements=["loop"], note=NOTE)
        (held,) = (await hall.world.call("GET", "/me/export", headers=ada.own)).json()["gatherings"]
        assert (held["title"], held["state"]) == (gathering["title"], "placed")
        assert held["needs"]["note"] == NOTE
        await hall.world.call("POST", "/me/erasure", headers=ada.own)
        assert await hall.world.count("gathering_bookings") == 0

    async def test_are_of_the_vocabulary_in_force(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1)
        gathering = await hall.opened()
        refused = await hall.book(gathering, ada, arrangements=["teleport"])
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "body.needs.arrangements"
        assert "teleport" not in refused.text

    async def test_can_be_changed_by_who_has_a_place(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1)
        gathering = await hall.opened()
        await hall.book(gathering, ada, note=NOTE)
        await hall.book(gathering, ada, arrangements=["loop"])
        assert (await hall.mine(gathering, ada))["needs"] == {
            "arrangements": ["loop"],
            "note": None,
        }

    @staticmethod
    async def _kept(hall: Hall) -> int:
        rows = await hall.world.rows("SELECT 1 FROM gathering_bookings WHERE needs_sealed NOTNULL")
        return len(rows)


def test_the_longest_that_can_be_said_fits_the_length() -> None:
    key, booking = PersonKey.fresh(QE1, new_id()), Booking(ics="QE1", id=new_id())
    longest = NeedsIn(arrangements=["x" * 60] * 20, note="\U0001f600" * 500)
    lengths = {
        len(sealed(key, booking, needs) or b"")
        for needs in (longest, NeedsIn(note="a"), NeedsIn(note="\u0001a" * 250))
    }
    assert len(lengths) == 1
    assert sealed(key, booking, NeedsIn()) is None
