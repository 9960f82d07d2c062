"""Stories through the door: pages, feed and files of the real library, before and after a
withdrawal. Nothing between the library and a reader may keep anything of one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from common.db.engine import Database
from common.testing import http
from files_support import GOOD, PDF, STATEMENT, UNTAGGED, add_file
from gateway.dependencies import Parts
from gateway_support import PATIENT, SLUG, FakeService, new_key, served
from insights_support import EDITOR, QE1, Library
from stories_support import WORDS, consent, deposited, publish, published, with_media
from thread_support import said, tell

pytestmark = pytest.mark.rule("insights.9")

FEED = "/feeds/QE1/stories.atom"
MARK = "Heliotrope"


async def shared(library: Library) -> tuple[Any, list[Any]]:
    """A story with a picture and a recording, on the public page."""
    made = await deposited(library)
    agreed = await with_media(library, made)
    files = (await library.partner.get(f"/stories/{made['id']}")).json()["files"]
    await publish(library, agreed)
    return made, files


class TestPage:
    async def test_a_story_is_read_with_its_media(
        self, library: Library, visitor: httpx.AsyncClient
    ) -> None:
        made, files = await shared(library)
        answer = await visitor.get(f"/{SLUG}/stories/{made['id']}")
        assert answer.status_code == 200, answer.text
        assert WORDS in answer.text
        assert "Told by a carer" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
        for file, tag in zip(files, ("<img", "<audio"), strict=True):
            address = f"/{SLUG}/stories/{made['id']}/files/{file['id']}"
            assert tag in answer.text
            assert f'src="{address}"' in answer.text
            got = await visitor.get(address)
            assert len(got.content) == file["size"]
            assert got.headers["Cache-Control"] == "no-store"
            assert got.headers["X-Content-Type-Options"] == "nosniff"
            assert got.headers["Content-Security-Policy"].startswith("sandbox")
        listed = await visitor.get(f"/{SLUG}/stories")
        assert "The Heliotrope umbrella</a>" in listed.text
        assert listed.headers["Cache-Control"] == "no-store"

    async def test_whoever_cannot_read_a_document_is_told_how_to_ask(
        self, library: Library, visitor: httpx.AsyncClient
    ) -> None:
        made = await deposited(library)
        path = f"/stories/{made['id']}"
        file = (await add_file(library.partner, path, content=UNTAGGED)).json()
        await library.partner.put(f"{path}/files/{file['id']}/accessibility", STATEMENT, 1)
        revision = (await library.partner.get(path)).json()["revision"]
        agreed = await library.partner.act(f"{path}/consents", revision, consent())
        await publish(library, agreed.json())
        page = (await visitor.get(f"/{SLUG}{path}")).text
        assert "Some people cannot read this file" in page
        assert STATEMENT["how_to_ask"] in page

    async def test_markup_in_a_story_is_shown_and_not_run(
        self, library: Library, visitor: httpx.AsyncClient
    ) -> None:
        made = await deposited(library, title="<script>x</script>", words="a\n\n<b>c</b>")
        await publish(library, made)
        text = (await visitor.get(f"/{SLUG}/stories/{made['id']}")).text
        assert "<script>" not in text
        assert "<p>&lt;b&gt;c&lt;/b&gt;</p>" in text

    async def test_what_is_not_for_everybody_is_not_found(
        self, library: Library, visitor: httpx.AsyncClient
    ) -> None:
        made = await published(library, uses=["training"])
        for story_id in (made["id"], uuid4()):
            answer = await visitor.get(f"/{SLUG}/stories/{story_id}")
            assert answer.status_code == 404
            assert MARK not in answer.text
        assert MARK not in (await visitor.get(f"/{SLUG}/stories")).text

    async def test_while_the_library_is_away_no_copy_stands_in(
        self, gateway_app: Callable[..., FastAPI], service: FakeService
    ) -> None:
        async with http.client(gateway_app()) as visitor:
            await visitor.get(FEED)
            service.failing = True
            for path in (FEED, f"/{SLUG}/stories", f"/{SLUG}/stories/{uuid4()}"):
                assert (await visitor.get(path)).status_code == 503, path


class TestWithdrawal:
    async def test_the_person_takes_it_out_everywhere_at_once(
        self,
        library: Library,
        door: tuple[FastAPI, httpx.AsyncClient],
        gateway_database: Database,
    ) -> None:
        app, visitor = door
        parts: Parts = app.state.parts
        made, files = await shared(library)
        key = await new_key(gateway_database, parts, EDITOR)
        held = {"Authorization": f"Bearer {key}"}
        api = f"/api/v1/QE1/insights/stories/{made['id']}"
        public = f"/{SLUG}/stories/{made['id']}"
        media = [f"{public}/files/{file['id']}" for file in files]
        asked = [
            (public, {}), (f"/{SLUG}/stories", {}), (FEED, {}), (f"{FEED}?limit=2", {}),
            (api, held), (f"{api}?use=board_papers", held),
            ("/api/v1/QE1/insights/stories?use=board_papers", held),
            ("/api/v1/QE1/insights/published-stories", held),
            (f"{api}/files/{files[0]['id']}?use=board_papers", held),
            *((path, {}) for path in media),
        ]  # fmt: skip
        for path, headers in asked * 2:  # twice, so that whatever keeps, keeps it
            answer = await visitor.get(path, headers=headers)
            assert answer.status_code == 200, path
            assert MARK in answer.text + str(answer.headers), path

        form = await visitor.get(f"/{SLUG}/stories/withdraw")
        assert "cannot be undone" in form.text
        code = {"code": made["withdrawal_code"]}
        done = await visitor.post(f"/{SLUG}/stories/withdraw", data=code)
        assert "Your story is gone" in done.text
        assert made["withdrawal_code"] not in done.text

        for path, headers in asked:
            answer = await visitor.get(path, headers=headers)
            assert MARK not in answer.text + str(answer.headers), path
        gone = await visitor.get(public)
        assert gone.status_code == 410
        assert "This story is no longer here" in gone.text
        assert gone.headers["Cache-Control"] == "no-store"
        assert [(await visitor.get(path)).status_code for path in media] == [410, 410]
        feed = await visitor.get(FEED, headers={"If-None-Match": "*"})
        assert f'ref="urn:uuid:{made["id"]}"' in feed.text
        assert feed.headers["Cache-Control"] == "no-store"
        assert all(MARK.encode() not in kept.body for kept in parts.feeds._kept.values())

    async def test_a_wrong_code_takes_nothing_out(
        self, library: Library, visitor: httpx.AsyncClient
    ) -> None:
        made = await published(library)
        for code, told in (("", "Enter the code"), ("ABCD-EFGH", "Check the code")):
            answer = await visitor.post(f"/{SLUG}/stories/withdraw", data={"code": code})
            assert answer.status_code == 422
            assert told in answer.text
        assert (await visitor.get(f"/{SLUG}/stories/{made['id']}")).status_code == 200

    async def test_codes_cannot_be_tried_without_end(
        self, gateway_app: Callable[..., FastAPI], library: Library
    ) -> None:
        app = gateway_app(insights_url=library.url, form_rate=3, **PATIENT)  # type: ignore[attr-defined]
        async with http.client(app) as visitor:
            sent = [
                await visitor.post(f"/{SLUG}/stories/withdraw", data={"code": f"ABCD-{n}"})
                for n in range(5)
            ]
        assert [answer.status_code for answer in sent] == [422, 422, 422, 429, 429]


@pytest.mark.rule("insights.1")
class TestFilesOfFindings:
    async def test_a_public_one_is_given_and_others_are_not(
        self, library: Library, visitor: httpx.AsyncClient
    ) -> None:
        for visibility, status in (("public", 200), ("partners", 404)):
            draft = await library.draft(library.partner, visibility=visibility)
            file = (await add_file(library.partner, f"/findings/{draft['id']}")).json()
            path = f"/{SLUG}/findings/{draft['id']}/files/{file['id']}"
            assert (await visitor.get(path)).status_code == 404
            await library.publish(draft)
            answer = await visitor.get(path)
            assert answer.status_code == status
            if status == 200:
                assert answer.content == PDF
                assert answer.headers["Content-Disposition"].startswith("attachment")
                tag = {"If-None-Match": answer.headers["ETag"]}
                assert (await visitor.get(path, headers=tag)).status_code == 304
                assert answer.headers["Accept-Ranges"] == "bytes"
                part = {"Range": "bytes=5-9", "If-Range": answer.headers["ETag"]}
                some = await visitor.get(path, headers=part)
                assert (some.status_code, some.content) == (206, PDF[5:10])
                assert some.headers["Content-Range"] == f"bytes 5-9/{len(PDF)}"
                other = await visitor.get(path, headers={**part, "If-Range": '"other"'})
                assert (other.status_code, other.content) == (200, PDF)
                behind = await visitor.get(path, headers={"Range": "bytes=9999-"})
                assert behind.status_code == 416
                assert behind.headers["Content-Range"] == f"bytes */{len(PDF)}"

    async def test_the_page_of_a_finding_lists_them(
        self, library: Library, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        files = [
            (await add_file(library.partner, path, name)).json() for name in ("a.pdf", "b.pdf")
        ]
        await library.publish(draft)
        await library.partner.delete(f"{path}/files/{files[1]['id']}")
        [event] = [data for name, data in await library.events() if "finding" in name]
        await tell(gateway_database, [said("insights.finding.published.v1", **event)])
        page = await visitor.get(f"/{SLUG}/thread/findings/{draft['id']}")
        assert (
            f'href="/{SLUG}/findings/{draft["id"]}/files/{files[0]["id"]}">a.pdf</a>' in page.text
        )
        assert files[1]["id"] not in page.text

    async def test_one_from_before_is_said_to_be_withheld(
        self, library: Library, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        draft = await library.draft(library.partner)
        added = await add_file(library.partner, f"/findings/{draft['id']}")
        await library.publish(draft)
        made, of_story = await shared(library)
        files = [added.json(), *of_story]
        async with library.database.transaction(QE1) as session:
            await session.execute(text("UPDATE files SET original_sha256 = NULL, withheld = 'x'"))
        event = next(data for name, data in await library.events() if "finding" in name)
        await tell(gateway_database, [said("insights.finding.published.v1", **event)])
        pages = (f"findings/{draft['id']}", *[f"stories/{made['id']}"] * len(of_story))
        for page, file in zip(pages, files, strict=True):
            at = f"/{SLUG}/{page}" if "stories" in page else f"/{SLUG}/thread/{page}"
            shown = (await visitor.get(at)).text
            assert f"{file['name']} is not given out at present" in shown
            assert file["id"] not in shown
            refused = await visitor.get(f"/{SLUG}/{page}/files/{file['id']}")
            assert refused.status_code == 409, page
            assert "not given out" in refused.text

    async def test_a_damaged_one_never_arrives_whole(
        self, library: Library, door: tuple[FastAPI, httpx.AsyncClient]
    ) -> None:
        content = GOOD["notes.txt"] * 100_000
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.partner, path, "notes.txt", content)).json()
        await library.publish(draft)
        where = f"/{SLUG}{path}/files/{file['id']}"
        async with served(door[0]) as url, httpx.AsyncClient(base_url=url) as client:
            assert (await client.get(where)).content == content
            [stored] = list_files(library)
            stored.write_bytes(content[:-1] + b"!")
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get(where)


def list_files(library: Library) -> list[Path]:
    """Give the files of the store."""
    root: Path = library.files._root  # type: ignore[attr-defined]
    return list(root.glob("*/*"))
