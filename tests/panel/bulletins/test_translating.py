"""A bulletin is sent to each in their language, where it was translated throughout."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from common.testing.clock import today
from panel_support.bulletins import (
    TEXT,
    answered,
    copies,
    decided,
    drafted,
    found,
    read,
    schedule,
    send_due,
)
from panel_support.mails import text_of
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.5")
POLISH = {
    "What changed this month": "Co się zmieniło w tym miesiącu",
    "From the team": "Od zespołu",
    "Thank you for your views.": "Dziękujemy za opinie.",
    "This is what came of them.": "Oto co z nich wynikło.",
    "Read our plan": "Przeczytaj nasz plan",
}


def said(texts: dict[str, str], **change: Any) -> dict[str, Any]:
    """Make the body of a translation."""
    return {
        "texts": [{"source": source, "text": text} for source, text in texts.items()],
        "translated_by": "Agency",
        "translated_on": today().isoformat(),
    } | change


async def translate(
    world: World, bulletin: dict[str, Any], texts: dict[str, str], language: str = "pl", **kw: Any
) -> Any:
    path = f"/bulletins/{bulletin['id']}/translations/{language}"
    return await world.call("PUT", path, said(texts, **kw))


async def sent_in_polish(world: World, texts: dict[str, str]) -> dict[str, Any]:
    bulletin = await drafted(world)
    assert (await translate(world, bulletin, texts)).status_code == 200
    assert (await schedule(world, bulletin)).status_code == 200
    await send_due(world)
    return await read(world, bulletin)


async def readers(world: World) -> None:
    for name, language in (("ada", "en"), ("jan", "pl"), ("ali", "ur")):
        await world.join_many(1, name=name, language=language, purposes=["bulletins"])


class TestSending:
    async def test_each_is_sent_their_language_and_others_the_original(self, world: World) -> None:
        await readers(world)
        await sent_in_polish(world, POLISH)
        got = await copies(world)
        assert got["jan-0@example.org"]["Subject"] == POLISH["What changed this month"]
        body = text_of(got["jan-0@example.org"])
        for words in list(POLISH.values())[1:]:
            assert words in body
        assert "Thank you for your views." not in body
        assert got["jan-0@example.org"]["Content-Language"] in {"pl", None}
        for name in ("ada", "ali"):
            assert got[f"{name}-0@example.org"]["Subject"] == "What changed this month"
            assert "Dziękujemy" not in text_of(got[f"{name}-0@example.org"])

    async def test_one_that_lacks_a_text_is_not_sent(self, world: World) -> None:
        await readers(world)
        some = {k: v for k, v in POLISH.items() if k != "Read our plan"}
        await sent_in_polish(world, some)
        got = await copies(world)
        assert got["jan-0@example.org"]["Subject"] == "What changed this month"

    async def test_a_text_that_changed_since_has_no_translation(self, world: World) -> None:
        await readers(world)
        bulletin = await drafted(world)
        await translate(world, bulletin, POLISH)
        item = TEXT | {"heading": "From us"}
        address = f"/bulletins/{bulletin['id']}"
        etag = (await world.call("GET", address)).headers["etag"]
        await world.call("PATCH", address, {"items": [item]}, headers={"If-Match": etag})
        shown = (await world.call("GET", f"{address}/translations/pl")).json()
        assert [one["source"] for one in shown["texts"] if one["text"] is None] == ["From us"]
        assert shown["missing"] == 1
        await schedule(world, bulletin)
        await send_due(world)
        assert (await copies(world))["jan-0@example.org"]["Subject"] == "What changed this month"

    async def test_what_it_is_about_is_translated_with_it(self, world: World) -> None:
        items = [
            {"kind": "finding", "finding_id": str(await found(world))},
            {"kind": "decision", "decision_id": str(await decided(world))},
            {"kind": "feedback", "feedback_id": str(await answered(world))},
        ]
        bulletin = await drafted(world, *items)
        path = f"/bulletins/{bulletin['id']}/translations/pl"
        sources = [one["source"] for one in (await world.call("GET", path)).json()["texts"]]
        assert sources == [
            "What changed this month", "Buses stop too far away", "People cannot walk that far.",
            "agreed in principle", "Move the stop", "It is too far.", "It is at the door.",
        ]  # fmt: skip


class TestReading:
    async def test_the_preview_and_the_page_are_in_the_language_that_is_asked_for(
        self, world: World
    ) -> None:
        await readers(world)
        bulletin = await sent_in_polish(world, POLISH)
        preview = f"/bulletins/{bulletin['id']}/preview"
        page = f"/sent-bulletins/{bulletin['id']}"
        polish = (await world.call("GET", f"{preview}?language=pl")).json()
        assert polish["subject"] == POLISH["What changed this month"]
        assert (polish["language"], polish["languages"]) == ("pl", ["en", "pl"])
        assert polish["reading_age"] is None
        original = (await world.call("GET", preview)).json()
        assert original["reading_age"] is not None
        assert original["subject"] == "What changed this month"
        for query, language in (("?language=pl", "pl"), ("", "en"), ("?language=ur", "en")):
            shown = (await world.call("GET", page + query)).json()
            assert shown["language"] == language
            assert [one["name"] for one in shown["languages"]] == ["English", "polski"]
        assert (await world.call("GET", f"{page}?language=pl")).json()["sections"][0][
            "heading"
        ] == "Od zespołu"


class TestRefusing:
    async def test_what_does_not_fit_is_named(self, world: World) -> None:
        bulletin = await drafted(world)
        unknown = await translate(world, bulletin, {"Nothing of it": "Nic"})
        assert unknown.status_code == 422
        assert unknown.json()["errors"][0]["field"] == "body.texts[0].source"
        assert unknown.json()["type"] == "/problems/bulletin-texts-do-not-fit"
        body = said({"From the team": "Od zespołu"})
        twice = body | {"texts": body["texts"] * 2}
        path = f"/bulletins/{bulletin['id']}/translations"
        refused = await world.call("PUT", f"{path}/pl", twice)
        assert refused.json()["errors"][0]["field"] == "body.texts[1].source"
        own = await translate(world, bulletin, {}, language="en")
        assert own.json()["type"] == "/problems/bulletin-original-language"
        tomorrow = (today() + timedelta(2)).isoformat()
        early = await translate(world, bulletin, {}, translated_on=tomorrow)
        assert early.json()["errors"][0]["field"] == "body.translated_on"
        assert (await world.call("PUT", f"{path}/xx", said({}))).status_code == 422
        assert (await world.call("GET", path)).json()["items"] == []

    async def test_only_a_draft_is_translated(self, world: World) -> None:
        bulletin = await drafted(world)
        assert (await translate(world, bulletin, POLISH)).status_code == 200
        await schedule(world, bulletin)
        assert (await translate(world, bulletin, {})).status_code == 409
        path = f"/bulletins/{bulletin['id']}/translations"
        assert (await world.call("DELETE", f"{path}/pl")).status_code == 409
        assert (await world.call("GET", path)).json()["items"][0]["missing"] == 0

    async def test_a_translation_is_taken_back(self, world: World) -> None:
        bulletin = await drafted(world)
        path = f"/bulletins/{bulletin['id']}/translations/pl"
        assert (await world.call("DELETE", path)).status_code == 404
        await translate(world, bulletin, POLISH)
        assert (await world.call("DELETE", path)).status_code == 204

    async def test_another_systems_bulletin_is_not_found(self, world: World) -> None:
        bulletin = await drafted(world)
        path = f"/bulletins/{bulletin['id']}/translations"
        for method, where, body in (
            ("GET", path, None), ("GET", f"{path}/pl", None), ("PUT", f"{path}/pl", said({})),
            ("DELETE", f"{path}/pl", None),
        ):  # fmt: skip
            refused = await world.call(method, where, body, ics="QKK")
            assert refused.status_code == 404
