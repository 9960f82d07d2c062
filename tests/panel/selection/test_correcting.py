"""Digits of the public source that were entered wrongly, and what is seen of their correction."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from common.clock import utc_now
from panel.selection import redrawing, verify
from panel.selection.draw_schemas import CorrectionIn
from panel_support.selections import DRAW, committed, done, drawn, pool, refused, worked
from panel_support.waiting import waits
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.11")

RIGHT = {
    "digits": "420",
    "evidence": "https://lottery.example/2026-12-05#again",
    "reason": "The balls were read from right to left.",
}
READ = {"digits": "420"}
TOLD = {"told": "You were invited by mistake; we are sorry."}


@pytest.fixture
def colleague(token: Any) -> dict[str, str]:
    """Give what a colleague sends, who has a key of their own."""
    return token(["panel:read", "panel:manage"], ics="QE1", subject="key-of-a-colleague")  # type: ignore[no-any-return]


async def confirmed(
    world: World, to: str, colleague: dict[str, str], digits: str = RIGHT["digits"]
) -> Any:
    """Let a colleague confirm a correction; gives the selection as it is then."""
    path = f"{to}/draw-corrections/2/confirmation"
    answer = await world.call("POST", path, {"digits": digits}, headers=colleague)
    assert answer.status_code == 200, answer.text
    return await done(world, "GET", to)


class TestCorrecting:
    async def test_has_no_effect_until_somebody_else_confirms_it(
        self, world: World, colleague: dict[str, str]
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        document = await done(world, "GET", f"{to}/document")
        entered = await done(world, "POST", f"{to}/draw-corrections", RIGHT)
        old, new = set(document["panels"][42]), set(document["panels"][420])
        assert (entered["keep"], entered["lose"], entered["gain"]) == (
            len(old & new), len(old - new), len(new - old),
        )  # fmt: skip
        waiting = await done(world, "GET", to)
        assert (waiting["digits"], set(waiting["panel"])) == ("042", old)
        assert waiting["waiting_correction"]["digits"] == "420"
        assert len(await done(world, "GET", f"{to}/draws")) == 1
        own = f"{to}/draw-corrections/2/confirmation"
        assert await refused(world, own, READ, status=403) == "selection-four-eyes"
        now = await confirmed(world, to, colleague)
        assert (now["digits"], set(now["panel"]), now["vacant"]) == ("420", new, 0)
        assert now["reserves"] == document["reserves"][420]
        assert now["waiting_correction"] is None
        assert now["draws"][1]["confirmed_by"] == "key-of-a-colleague"
        assert await refused(world, own, READ, status=404) == "selection-correction-not-found"

    async def test_both_entries_stand_and_nobody_who_made_them_is_published(
        self, world: World, colleague: dict[str, str]
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        await done(world, "POST", f"{to}/draw-corrections", RIGHT | TOLD)
        await confirmed(world, to, colleague)
        first, second = await done(world, "GET", f"{to}/draws")
        assert (first["digits"], first["evidence"], first["reason"]) == (*DRAW.values(), None)
        assert (second["digits"], second["reason"], second["told"]) == (
            "420", RIGHT["reason"], TOLD["told"],
        )  # fmt: skip
        assert second["lost"] == second["gained"]
        assert not {"recorded_by", "confirmed_by"} & {*first, *second}
        kind, data = (await world.events())[-1]
        assert kind == "panel.selection.corrected.v1"
        assert (data["number"], data["digits"], data["invited"]) == (2, "420", True)
        assert data["reason"] == RIGHT["reason"]
        assert data["filled"] == 4

    async def test_people_who_were_invited_must_be_told_something(
        self, world: World, colleague: dict[str, str]
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        await done(world, "POST", f"{to}/draw-corrections", RIGHT)
        out = {"pseudonym": selection["panel"][0], "reason": "declined"}
        await done(world, "POST", f"{to}/dropouts", out)
        silent = await world.call(
            "POST", f"{to}/draw-corrections/2/confirmation", READ, headers=colleague
        )
        assert silent.json()["type"].endswith("selection-panel-invited")
        assert "panel-invited" in await refused(world, f"{to}/draw-corrections", RIGHT)
        await done(world, "POST", f"{to}/draw-corrections", RIGHT | TOLD)
        assert (await confirmed(world, to, colleague))["digits"] == "420"

    async def test_who_declined_is_not_asked_again(
        self, world: World, colleague: dict[str, str]
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        panels = (await done(world, "GET", f"{to}/document"))["panels"]
        out = selection["panel"][0]
        digits = next(f"{at:03}" for at, one in enumerate(panels) if out in one and at != 42)
        await done(world, "POST", f"{to}/dropouts", {"pseudonym": out, "reason": "declined"})
        await done(world, "POST", f"{to}/draw-corrections", RIGHT | TOLD | {"digits": digits})
        now = await confirmed(world, to, colleague, digits)
        assert (out in now["panel"], now["vacant"]) == (False, 1)

    async def test_replacements_of_before_are_told_apart_and_their_seats_are_taken(
        self, world: World, colleague: dict[str, str]
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        out = {"pseudonym": selection["panel"][0], "reason": "declined"}
        await done(world, "POST", f"{to}/dropouts", out)
        await done(world, "POST", f"{to}/draw-corrections", RIGHT | TOLD)
        await done(world, "POST", f"{to}/replacements", {})
        own = f"{to}/draw-corrections/2/confirmation"
        early = await world.call("POST", own, READ, headers=colleague)
        assert early.json()["type"].endswith("selection-replacement-under-way")
        (chosen,) = (await worked(world, selection["id"]))["replacements"]
        panels = (await done(world, "GET", f"{to}/document"))["panels"]
        gone = {out["pseudonym"], chosen["people"][0]}
        for one in chosen["people"]:
            said = {"pseudonym": one, "reason": "dropped_out"}
            await done(world, "POST", f"{to}/dropouts", said)
        now = await confirmed(world, to, colleague)
        assert set(now["panel"]) == set(panels[420]) - gone
        assert [one["draw"] for one in now["replacements"]] == [chosen["draw"]] == [1]
        _, data = (await world.events())[-1]
        assert data["replaced"] == 0

    async def test_what_stands_what_is_not_drawn_and_what_is_complete_cannot_be_corrected(
        self, world: World, colleague: dict[str, str]
    ) -> None:
        await pool(world)
        selection = await committed(world)
        to = f"/selections/{selection['id']}"
        corrections = f"{to}/draw-corrections"
        assert await refused(world, corrections, RIGHT) == "selection-state"
        early = await world.call("GET", f"{to}/draws")
        assert early.status_code == 409
        await done(world, "POST", f"{to}/draw", DRAW)
        stands = RIGHT | {"digits": "042"}
        assert await refused(world, corrections, stands) == "selection-digits-stand"
        await done(world, "POST", corrections, RIGHT)
        await done(world, "POST", f"{to}/completion", {})
        assert await refused(world, corrections, RIGHT) == "selection-state"
        late = await world.call("POST", f"{corrections}/2/confirmation", READ, headers=colleague)
        assert late.json()["type"].endswith("selection-state")
        assert len(await done(world, "GET", f"{to}/draws")) == 1

    async def test_what_is_complete_says_that_it_was_corrected(
        self, world: World, colleague: dict[str, str]
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        await done(world, "POST", f"{to}/draw-corrections", RIGHT)
        await confirmed(world, to, colleague)
        await done(world, "POST", f"{to}/completion", {})
        kind, data = (await world.events())[-1]
        assert (kind, data["correction"]) == ("panel.selection.completed.v1", RIGHT["reason"])


class TestNobodyConfirmsWhatTheyHaveNotSeen:
    async def test_other_digits_than_they_read_themselves(
        self, world: World, colleague: dict[str, str]
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        await done(world, "POST", f"{to}/draw-corrections", RIGHT)
        await done(world, "POST", f"{to}/draw-corrections", RIGHT | {"digits": "421"})
        own = f"{to}/draw-corrections/2/confirmation"
        replaced = await world.call("POST", own, READ, headers=colleague)
        assert replaced.json()["type"].endswith("selection-digits-differ")
        assert (await done(world, "GET", to))["digits"] == DRAW["digits"]
        assert (await confirmed(world, to, colleague, "421"))["digits"] == "421"

    async def test_what_another_entered_while_they_confirm(
        self, world: World, colleague: dict[str, str]
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        await done(world, "POST", f"{to}/draw-corrections", RIGHT)
        async with world.database.transaction(QE1) as session:
            entered = CorrectionIn.model_validate(RIGHT | {"digits": "421"})
            await redrawing.enter(
                session, QE1, UUID(selection["id"]), entered, by="a third", now=utc_now()
            )
            own = f"{to}/draw-corrections/2/confirmation"
            confirming = await waits(world.call("POST", own, READ, headers=colleague))
        assert (await confirming).json()["type"].endswith("selection-digits-differ")
        now = await done(world, "GET", to)
        assert (now["digits"], now["waiting_correction"]["digits"]) == (DRAW["digits"], "421")
        assert now["panel"] == selection["panel"]

    async def test_and_two_who_confirm_at_once_do_it_once(
        self, world: World, colleague: dict[str, str]
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        await done(world, "POST", f"{to}/draw-corrections", RIGHT)
        own = f"{to}/draw-corrections/2/confirmation"
        both = await asyncio.gather(
            *(world.call("POST", own, READ, headers=colleague) for _ in range(2))
        )
        assert sorted(one.status_code for one in both) == [200, 404]
        kinds = [kind for kind, _ in await world.events()]
        assert kinds.count("panel.selection.corrected.v1") == 1


class TestChecking:
    async def test_the_program_tells_every_entry_and_draws_by_the_last(
        self,
        world: World,
        colleague: dict[str, str],
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        await done(world, "POST", f"{to}/draw-corrections", RIGHT | TOLD)
        now = await confirmed(world, to, colleague)
        document, draws = tmp_path / "document.json", tmp_path / "draws.json"
        document.write_text(json.dumps(await done(world, "GET", f"{to}/document")))
        entries = await done(world, "GET", f"{to}/draws")
        for one in entries:
            one["recorded_at"] = "2099-01-01T12:00:00Z"
        draws.write_text(json.dumps(entries))
        assert verify.main([str(document), str(draws), selection["root"]]) == 0
        said = capsys.readouterr().out.splitlines()
        at = said.index("panel 420")
        assert set(said[at + 1 : at + 5]) == set(now["panel"])
        for words in (DRAW["evidence"], RIGHT["evidence"], RIGHT["reason"], TOLD["told"]):
            assert any(words in line for line in said), words

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"number": 3}, "not all entries"),
            ({"reason": None}, "without a reason"),
            ({"digits": "042"}, "corrects nothing"),
            ({"recorded_at": "2026-08-07T22:59:59Z"}, "before the day of the draw"),
        ],
    )
    def test_the_program_refuses_entries_that_hide_something(
        self, wrong: dict[str, Any], told: str
    ) -> None:
        people = [f"{number:032x}" for number in range(8)]
        document = {
            "terms": {"seats": 4, "quotas": [], "draw_on": "2026-08-08"},
            "pool": [{"pseudonym": one, "values": "0" * 64} for one in people],
            "panels": [[people[(at + step) % 8] for step in range(4)] for at in range(1000)],
        }
        when = "2026-08-07T23:30:00Z"  # half past midnight of the 8th in England
        first = {"number": 1, "digits": "042", "recorded_at": when, "evidence": "x"}
        second = {**first, "number": 2, "digits": "420", "reason": "Read from right to left."}
        assert verify.digits_in_force(document, [first, second])[0] == "420"
        with pytest.raises(ValueError, match=told):
            verify.digits_in_force(document, [first, second | wrong])
