"""Published counts of people for whom messages are held: no two differ by one person."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.testing.clock import days_later
from panel.disclosure import Rule
from panel.mail.held_counts import figures_of, release_held_counts
from panel.members.counts import hold
from panel_support.world import World

RULE = Rule()
counts = st.fixed_dictionaries(
    {name: st.integers(0, 60) for name in ("no_usable_format", "no_usable_language")}
)


@pytest.mark.rule("panel.8")
class TestCounting:
    async def test_is_exact_for_who_may_and_published_for_others(
        self, world: World, token: Any
    ) -> None:
        await world.join_many(9, access_needs=["braille"])
        await world.join_many(2, name="b", access_needs=["interpreter_other_language"],
                              language="ur")  # fmt: skip
        await world.send_mail()
        exact = (await world.call("GET", "/mails/held/count?level=exact")).json()
        assert exact["people"] == 11
        assert exact["by_reason"]["no_usable_language"] == 2
        reader = token(["panel:read"])
        path = world.path("/mails/held/count")
        assert (await world.http.get(path, headers=reader)).status_code == 404
        await release_held_counts(world.database)
        published = (await world.http.get(path, headers=reader)).json()
        assert published["by_reason"] == {
            "no_email": 0,
            "no_usable_format": None,
            "no_usable_language": None,
            "address_fails": 0,
        }
        assert published["people"] == 10
        refused = await world.http.get(f"{path}?level=exact", headers=reader)
        assert refused.status_code == 403

    async def test_one_person_more_changes_no_figure(self, world: World) -> None:
        await world.join_many(20, access_needs=["braille"])
        await release_held_counts(world.database)
        before = (await world.call("GET", "/mails/held/count")).json()
        await world.join(access_needs=["braille"])
        tomorrow = days_later(1)
        await release_held_counts(world.database, clock=lambda: tomorrow)
        after = (await world.call("GET", "/mails/held/count")).json()
        assert after["released_on"] != before["released_on"]
        assert {**after, "released_on": None} == {**before, "released_on": None}

    @given(before=counts, reason=st.sampled_from(["no_usable_format", "no_usable_language"]))
    def test_no_two_releases_differ_by_one(self, before: dict[str, int], reason: str) -> None:
        after = {**before, reason: before[reason] + 1}
        assert figures_of(hold(before, after, RULE), RULE) == figures_of(before, RULE)
