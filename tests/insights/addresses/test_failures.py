"""Mail of notices that does not leave: tried later and later, and given up where staff see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from common.mailing import sending
from insights_support import Library
from notices_support import saved, work

from .test_addresses import Post, confirmed, match, post, settings

__all__ = ["post", "settings"]

pytestmark = pytest.mark.rule("insights.4")


class TestAnAddressOutOfReach:
    async def test_after_failures_it_waits_longer_and_is_given_up_visibly(
        self, library: Library, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await saved(library.partner, told_by="mail")
        await confirmed(library, post)
        await match(library)
        await work(library)
        tried: list[timedelta] = []

        async def refused(_: Any, mail_id: Any, *__: Any) -> sending.Attempt:
            tried.append(library.now - begun)
            state = "failed" if len(tried) % 2 else "waiting"
            return sending.Attempt(state, "the carrier says no")

        async def half_hours(steps: int) -> None:
            for _ in range(steps):
                await post.go()
                library.clock.now += timedelta(minutes=30)

        begun = library.now
        with monkeypatch.context() as away:
            away.setattr(sending, "attempt", refused)
            with capture_logs() as logs:
                await half_hours(4 * 48)
        said = [one["why"] for one in logs if one["event"] == "mail not sent"]
        assert said == ["the carrier says no"] * 8
        hours = [round(one / timedelta(hours=1), 1) for one in tried]
        assert hours == [0, 1, 3, 7, 15, 31, 55, 79]
        address = (await library.partner.get("/notice-address")).json()
        assert address["state"] == "given_up"
        assert address["given_up_at"] is not None
        for caller, whose in ((library.partner, "your address"),
                              (library.editor, "Healthwatch of the Coast")):  # fmt: skip
            told = (await caller.get("/notices")).json()["items"]
            [one] = [each for each in told if each["kind"] == "mail_given_up"]
            assert whose in one["title"]
        assert len(await post.go()) == 1

        await confirmed(library, post)
        assert (await library.partner.get("/notice-address")).json()["state"] == "confirmed"
        await match(library, title="Newer")
        assert any("“Newer”" in mail.get_content() for mail in await post.go())

    async def test_a_mail_that_leaves_ends_the_waiting(
        self, library: Library, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await saved(library.partner, told_by="mail")
        await confirmed(library, post)
        await match(library)
        begun, send, tried = library.now, sending.attempt, list[float]()

        async def at_times(*given: Any) -> sending.Attempt:
            tried.append((library.now - begun) / timedelta(hours=1))
            out_of_reach = tried[-1] < 2 or tried[-1] == 4
            return sending.Attempt("waiting", "no") if out_of_reach else await send(*given)

        monkeypatch.setattr(sending, "attempt", at_times)
        for half in range(13):
            if half == 7:
                await match(library, title="Another")
            await post.go()
            library.clock.now += timedelta(minutes=30)
        assert tried == [0, 1, 3, 4, 5]
        assert len(await post.go()) == 3

    async def test_what_was_withdrawn_while_no_mail_left_is_not_told_by_the_next(
        self, library: Library, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await saved(library.partner, told_by="mail")
        await confirmed(library, post)
        await match(library, title="Kept")
        gone = await library.published(title="Gone", themes=["carers"])

        async def out_of_reach(*_: Any) -> sending.Attempt:
            return sending.Attempt("waiting", "the carrier is out of reach")

        with monkeypatch.context() as away:
            away.setattr(sending, "attempt", out_of_reach)
            assert len(await post.go()) == 1
        withdrawn = await library.editor.act(
            f"/findings/{gone['id']}/withdraw", gone["revision"], {"reason": "It named somebody."}
        )
        assert withdrawn.status_code == 200
        library.clock.now += timedelta(minutes=5)
        assert len(await post.go()) == 1
        library.clock.now += timedelta(hours=1)
        mails = await post.go()
        assert len(mails) == 2
        assert "“Kept”" in mails[1].get_content()
        assert "“Gone” matches" not in mails[1].get_content()
        library.clock.now += timedelta(hours=2)
        assert len(await post.go()) == 2
