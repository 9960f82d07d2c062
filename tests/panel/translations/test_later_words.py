"""Words that pages gain after a survey was opened, in its languages."""

from __future__ import annotations

import pytest
from sqlalchemy import text as statement

from panel_support.mails import token_in
from panel_support.translations import CLOSED, draft, opened, said, translated
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.10")


class TestWordsThatThePageGainsLater:
    """A survey was opened before the page had a word: its translation lacks it."""

    async def opened_before(self, world: World) -> tuple[str, str]:
        await world.join_many(1, name="jan", language="pl")
        survey_id = await draft(world)
        await translated(world, survey_id, "pl")
        await opened(world, survey_id)
        (token,) = [token_in(mail) for mail in await world.send_mail()]
        forget = statement("UPDATE survey_translations SET texts = texts - :word")
        async with world.database.transaction(QE1) as session:
            await session.execute(forget, {"word": CLOSED})
        return survey_id, token

    async def closed_words(self, world: World, token: str) -> str | None:
        read = (await world.call("GET", f"/answers/{token}")).json()["words"]
        refused = (await world.call("GET", f"/answers/{token}/words")).json()["words"]
        assert read.get(CLOSED) == refused.get(CLOSED)
        assert read["Continue"] == "pl: Continue"
        word: str | None = read.get(CLOSED)
        return word

    async def test_are_those_of_the_latest_survey_that_has_them(self, world: World) -> None:
        _, token = await self.opened_before(world)
        assert await self.closed_words(world, token) is None
        later = f"/surveys/{await draft(world)}/translations/pl"
        words = [
            {"source": CLOSED, "text": "Ankieta zamknięta."},
            {"source": "Continue", "text": "Dalej, dalej"},
        ]
        await world.call("PUT", later, said([], "pl", texts=words))
        assert await self.closed_words(world, token) == "Ankieta zamknięta."

    async def test_are_not_added_to_a_language_that_is_not_offered(self, world: World) -> None:
        await world.join_many(1)
        survey_id = await draft(world)
        address = f"/surveys/{survey_id}/translations/cy"
        await world.call("PUT", address, said(["Bus"], "cy"))
        await opened(world, survey_id)
        refused = await world.call("PUT", address, said([CLOSED], "cy"))
        assert refused.json()["type"] == "/problems/survey-not-draft"

    async def test_can_be_added_by_those_who_vouch_for_them(self, world: World) -> None:
        survey_id, token = await self.opened_before(world)
        address = f"/surveys/{survey_id}/translations/pl"
        assert (await world.call("GET", address)).json()["missing"] == 1
        both = said([CLOSED, "Continue"], "pl")
        assert (await world.call("PUT", address, both)).status_code == 409
        added = await world.call("PUT", address, said([CLOSED], "pl", translated_by="Slowo"))
        assert added.status_code == 200, added.text
        assert (added.json()["missing"], added.json()["translated_by"]) == (0, "Words & Co.; Slowo")
        assert await self.closed_words(world, token) == f"pl: {CLOSED}"
