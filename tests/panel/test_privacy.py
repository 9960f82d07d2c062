"""Nothing of a person gets out: not by events, logs, errors or addresses, nor by the database."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from panel_support.mails import token_in
from panel_support.samples import confirmation_of
from panel_support.world import World

MARKER = "zebedee-marker@example.org"
SAID = "A-sentence-of-zebedee-marker"


async def a_whole_life(world: World) -> list[str]:
    """Live through everything that can happen to a member; gives the tokens that were mailed."""
    world.headers["QE1"] |= {"User-Agent": "test"}
    member = await world.join(MARKER, place="blackpool", demographics={"sex": "female"})
    await world.call("POST", "/signups", {"email": MARKER})
    await world.call("POST", "/signups", {"email": MARKER, "extra": MARKER})
    await world.call("POST", "/signups", {"email": f"{MARKER} {MARKER}"})
    unused = token_in((await world.send_mail())[-1])
    await world.call("POST", "/signups/confirm", {"token": MARKER * 2, **confirmation_of()})
    survey = await world.open_survey()
    (link,) = (await world.links()).values()
    await world.answer(link, survey, choice=MARKER)
    await world.answer(link, survey, choice="yes", text=SAID)
    await world.answer(link, survey, choice="yes", text=SAID)
    await world.call("GET", f"/answers/{MARKER}-and-some-more")
    await world.call("POST", f"/surveys/{survey['id']}/close")
    await world.call("DELETE", "/me", headers=member.own)
    return [member.manage_token, link, unused]


class TestPersonalData:
    async def test_is_in_no_log_event_or_row_that_is_not_sealed(
        self,
        world: World,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG, logger="panel")
        tokens = await a_whole_life(world)
        logged = capsys.readouterr()
        everything: dict[str, str] = {
            "log": logged.out + logged.err + caplog.text,
            "events": repr(await world.events()),
        }
        for (table,) in await self._tables(world):
            rows: list[Any] = await world.rows(f"SELECT * FROM panel.{table}")
            everything[table] = repr([dict(row) for row in rows])
        for where, text in everything.items():
            assert "zebedee" not in text.replace(SAID, ""), where
            assert not [token for token in tokens if token in text], where
        assert SAID in everything.pop("responses")
        assert not [where for where, text in everything.items() if SAID in text]
        assert '"route":"/api/v1/{ics}/panel/answers/{token}"' in everything["log"]

    @staticmethod
    async def _tables(world: World) -> list[Any]:
        return await world.rows(
            "SELECT DISTINCT table_name FROM information_schema.columns "
            "WHERE table_schema = 'panel' AND column_name = 'ics'"
        )
