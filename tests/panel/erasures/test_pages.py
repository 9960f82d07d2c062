"""What an erasure deletes goes from Postgres' pages soon: old versions of rows are on them until a
vacuum, and by themselves those of a large table stay until a fifth of it has changed."""

from __future__ import annotations

import re

import asyncpg
import pytest

from panel.datakeys import own_repository
from panel_support import fieldwork
from panel_support.superuser import Superuser
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.13")

TELLING = {"responses", "data_keys", "address_changes"} | {
    own.table for own in own_repository.TABLES
}
"""Tables of which a deleted row tells something: an answer in clear, the key that opens all else of
a member, or what the service's own keys open."""


async def test_every_telling_table_is_vacuumed_at_the_next_round(world: World) -> None:
    rows = await world.rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'panel'::regnamespace AND reloptions @> "
        "ARRAY['autovacuum_vacuum_threshold=0', 'autovacuum_vacuum_scale_factor=0']"
    )
    assert {row[0] for row in rows} == TELLING


async def test_a_vacuum_leaves_no_version_of_an_erased_answer_or_key(
    world: World, superuser: asyncpg.Connection
) -> None:
    await world.join_many(2)
    survey = await world.open_survey()
    links = await world.links()
    await world.answer(links["person-0@example.org"], survey, choice="yes", text="words of 0")
    words = re.compile(rb"words of \d")
    (member,) = await world.rows("SELECT member_id FROM invitations WHERE answered")
    key = await world.rows("SELECT wrapped FROM data_keys WHERE member_id = $1", member[0])
    wrapped = re.compile(re.escape(key[0][0]))
    await superuser.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
    reader = Superuser(superuser)
    await fieldwork.erase(world, str(member[0]))
    assert await reader.on_pages(words)
    assert await reader.on_pages(wrapped)
    await superuser.execute("VACUUM panel.responses, panel.data_keys")
    assert not await reader.on_pages(words)
    assert not await reader.on_pages(wrapped)
    await superuser.execute("DROP EXTENSION pageinspect")
