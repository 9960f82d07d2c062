"""The keys of anonymous surveys are exchanged with the data keys, and what is missing is said."""

from __future__ import annotations

import base64
from uuid import UUID

import pytest

from common.crypto.sealing import KEY_BYTES, CannotOpen
from common.db.engine import raw_connection
from panel.ballots import service as ballots
from panel.ballots.sealing import SurveyKey
from panel.datakeys import rotation
from panel.keys import PanelKeys
from panel.settings import PanelSettings
from panel.worker import periodic
from panel_support.samples import answers_of
from panel_support.world import QE1, World

pytestmark = [pytest.mark.rule("panel.10"), pytest.mark.rule("panel.13")]

OTHER = "other:" + base64.b64encode(b"o" * KEY_BYTES).decode()


def exchanged(settings: PanelSettings, *, both: bool) -> PanelKeys:
    """Give the keys of a process that wraps with another key, and may have the one of before."""
    before = settings.key_encryption_keys.get_secret_value()
    named = f"{OTHER},{before}" if both else OTHER
    values = {**settings.model_dump(), "key_encryption_keys": named}
    return PanelKeys.of(PanelSettings.model_validate(values))


class TestAnotherKeyEncryptionKey:
    async def test_wraps_the_keys_of_surveys_too(
        self, world: World, panel_settings: PanelSettings
    ) -> None:
        await world.join_many(2)
        survey = await world.open_survey(anonymous=True)
        for link in (await world.links()).values():
            await world.answer(link, survey, choice="yes")
        keys = exchanged(panel_settings, both=True)
        (before, _) = await rotation.rotate(world.database, exchanged(panel_settings, both=False))
        assert sum(before.left.values()) == 3, "two members and a survey"
        (done, _) = await rotation.rotate(world.database, keys)
        assert (done.done, done.left, done.damaged) == (3, {}, 0)
        assert (await rotation.wrapped_under(world.database))[QE1] == {"other": 3}
        alone = exchanged(panel_settings, both=False)
        async with world.database.reading(QE1) as session:
            key = await ballots.key_of(session, QE1, alone, UUID(survey["id"]))
            ids = await ballots.ids_of(session, QE1, UUID(survey["id"]))
            assert key is not None
            said = await ballots.opened(session, QE1, key, UUID(survey["id"]), ids)
        assert [list(one.values()) for one in said] == [["yes"], ["yes"]]

    async def test_that_is_not_at_hand_is_named_and_no_answer_taken(self, world: World) -> None:
        await world.join_many(2)
        survey = await world.open_survey(anonymous=True)
        first, second = (await world.links()).values()
        await world.answer(first, survey, choice="yes")
        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute(
                "UPDATE ballot_keys SET wrapped = overlay(wrapped PLACING 'gone!' FROM 3)"
            )
        refused = await world.answer(second, survey, choice="yes")
        assert refused.json()["type"] == "/problems/key-encryption-key-unknown"
        assert await world.count("ballots") == 1
        closing = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert closing.json()["type"] == "/problems/key-encryption-key-unknown"


class TestABallot:
    def test_opens_as_itself_alone(self) -> None:
        survey, one, other = (UUID(int=number) for number in range(1, 4))
        key = SurveyKey.fresh(QE1, survey)
        ballot = key.ballot(one, [], {})
        assert key.answers(one, ballot) == {}
        for wrong, named in (
            (key, other),
            (SurveyKey(QE1, other, key.secret), one),
            (SurveyKey.fresh(QE1, survey), one),
        ):
            with pytest.raises(CannotOpen):
                wrong.answers(named, ballot)

    async def test_cannot_be_so_written_that_the_survey_never_closes(self, world: World) -> None:
        await world.join_many(1)
        survey = await world.open_survey(anonymous=True)
        (link,) = (await world.links()).values()
        body = {"answers": answers_of(survey, choice="yes", text="a\0b")}
        for method, rest in (("PUT", "/draft"), ("POST", "")):
            refused = await world.call(method, f"/answers/{link}{rest}", body)
            assert refused.json()["type"] == "/problems/invalid", refused.text
        assert await world.count("ballots") == 0


async def test_the_worker_wipes_spent_keys(world: World, panel_settings: PanelSettings) -> None:
    await world.join_many(1)
    survey = await world.open_survey(anonymous=True)
    (link,) = (await world.links()).values()
    await world.answer(link, survey, choice="yes")
    await world.call("POST", f"/surveys/{survey['id']}/close")
    assert await world.count("ballot_keys") == 1
    (upkeep,) = (one for one in periodic(panel_settings) if one.name == "upkeep")
    await upkeep.job(world.database)
    assert await world.count("ballot_keys") == 0
