"""What the service's own keys seal: no more than was decided, and all of it can be sealed anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from panel.datakeys import own_repository, rotation
from panel.keys import PanelKeys
from panel.settings import PanelSettings
from panel_support import rewards
from panel_support.world import World

PERSONAL = {
    ("members", "email_sealed"),
    ("members", "contact_sealed"),
    ("demographics", "sealed"),
    ("access_needs", "sealed"),
    ("selection_entries", "opening_sealed"),
    ("gathering_bookings", "needs_sealed"),
    ("member_areas", "sealed"),
    ("member_topics", "sealed"),
    ("households", "sealed"),
    ("address_changes", "email_sealed"),
    ("invitations", "cells_sealed"),
    ("reward_handed", "sealed"),
}
"""Columns that a member's own key seals."""
SURVEYS = {("ballots", "sealed"), ("survey_quotas", "taken_sealed")}
"""Columns that the key of an anonymous survey seals, and no longer than until it closes."""
KEY = "newer:" + "bmV3ZXIgc2VhbGluZyBrZXksIGZvciB0aGlzIHRlc3Q="

pytestmark = pytest.mark.rule("panel.13")


async def test_every_sealed_column_is_under_a_persons_key_or_can_be_sealed_anew(
    world: World,
) -> None:
    rows = await world.rows(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'panel' AND column_name LIKE '%sealed%'"
    )
    own = {(table.table, table.column) for table in own_repository.TABLES}
    assert {tuple(row) for row in rows} == PERSONAL | SURVEYS | own, "say which key seals it"


async def test_payment_details_batches_and_vouchers_stay_the_same_when_keys_are_exchanged(
    world: World, token: Callable[..., dict[str, str]], panel_settings: PanelSettings
) -> None:
    till = await rewards.till(world, token)
    (ada,) = await world.join_many(1)
    await till.approved(ada)
    batch = await till.batch()
    first = (await till.file(batch)).content
    before = panel_settings.sealing_keys.get_secret_value()
    await world.call("POST", "/signups", {"email": "bea@example.org"})
    await till.stock(rewards.CODE)

    async def exchange(first_key: str, second_key: str) -> int:
        values = {**panel_settings.model_dump(), "sealing_keys": f"{first_key},{second_key}"}
        keys = PanelKeys.of(PanelSettings.model_validate(values))
        resealed, _ = await rotation.reseal(world.database, keys, batch=1)
        assert (resealed.left, resealed.damaged) == ({}, 0)
        return resealed.done

    done = await exchange(KEY, before)
    assert done >= 5, "a request to join, its mail, payment details, a line of a batch, a voucher"
    assert await exchange(before, KEY) == done
    assert (await till.file(batch)).content == first
    await rewards.approved(till, ada)
    await till.hand_out()
    voucher = await till.voucher_of(ada)
    shown = await till.show(ada, voucher["voucher_id"])
    assert shown.json()["code"] == rewards.CODE
