"""Links and drafts of anonymous surveys: no key derives the one or opens the other.

That the answers themselves cannot be joined to their members is shown in `test_anonymity`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from panel.answers import drafts
from panel.answers import service as answers
from panel.ballots import service as ballots
from panel.ballots.sealing import SurveyKey
from panel.keys import token_hash
from panel_support.samples import answers_of
from panel_support.world import QE1, World

pytestmark = [pytest.mark.rule("panel.10"), pytest.mark.rule("panel.13")]


class TestTheLinkOfAnAnonymousSurvey:
    async def test_is_derived_by_no_key(self, world: World) -> None:
        await world.join_many(3)
        survey = await world.open_survey(anonymous=True)
        members = [row["id"] for row in await world.rows("SELECT id FROM members")]
        derived = {
            token_hash(world.keys.answer_token(QE1, UUID(survey["id"]), member))
            for member in members
        }
        hashes = {row["token_hash"] for row in await world.rows("SELECT * FROM invitations")}
        assert len(hashes) == 3
        assert not derived & hashes

    async def test_is_nowhere_once_its_mail_is_sent(self, world: World) -> None:
        await world.join()
        await world.open_survey(anonymous=True)
        assert await self._sealed(world) == 1
        (token,) = (await world.links()).values()
        assert await self._sealed(world) == 0
        tables = await world.rows(
            "SELECT DISTINCT table_name FROM information_schema.columns "
            "WHERE table_schema = 'panel' AND column_name = 'ics'"
        )
        for (table,) in tables:
            rows = repr([dict(r) for r in await world.rows(f"SELECT * FROM panel.{table}")])
            assert token not in rows, table

    async def test_is_repeated_by_no_bulletin(self, world: World) -> None:
        member = await world.join()
        ids = [UUID((await world.open_survey(anonymous=hidden))["id"]) for hidden in (False, True)]
        async with world.database.reading(QE1) as session:
            known = await answers.waiting_for(session, QE1, ids, [UUID(member.member_id)])
        assert known == {UUID(member.member_id): frozenset(ids[:1])}

    async def test_is_forgotten_though_its_mail_was_never_sent(self, world: World) -> None:
        await world.join()
        survey = await world.open_survey(anonymous=True)
        await world.call("POST", f"/surveys/{survey['id']}/close")
        assert await self._sealed(world) == 0

    @staticmethod
    async def _sealed(world: World) -> int:
        return len(await world.rows("SELECT 1 FROM mails WHERE sealed IS NOT NULL"))


class TestTheDraftOfAnAnonymousSurvey:
    async def test_is_opened_by_the_link_and_by_no_key(self, world: World) -> None:
        await world.join()
        survey = await world.open_survey(anonymous=True)
        (token,) = (await world.links()).values()
        body = {"answers": answers_of(survey, choice="no")}
        saved = await world.call("PUT", f"/answers/{token}/draft", body)
        assert saved.status_code == 204
        (row,) = await world.rows("SELECT * FROM invitations")
        derived = world.keys.answer_token(QE1, row["survey_id"], row["member_id"])
        async with world.database.reading(QE1) as session:
            sealing = await ballots.key_of(session, QE1, world.keys, row["survey_id"])

        def opened(link: str, sealing: SurveyKey | None) -> dict[str, Any]:
            return drafts.opened(row["draft"], QE1, row["survey_id"], link, sealing=sealing)

        assert opened(derived, sealing) == {}
        assert opened(token, sealing) != {}
        assert opened(token, None) == {}, "the link alone opens nothing once the key is gone"
        read = await world.call("GET", f"/answers/{token}")
        assert [one["choice"] for one in read.json()["draft"]] == ["no"]
        assert (await world.call("POST", f"/answers/{token}", body)).status_code == 201
        assert [r["draft"] for r in await world.rows("SELECT draft FROM invitations")] == [None]
