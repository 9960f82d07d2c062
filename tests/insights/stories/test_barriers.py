"""Files of stories that not everybody can read: published with a reason, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from files_support import STATEMENT, UNTAGGED, add_file
from insights_support import Library
from stories_support import by_organisation, consent, deposited

pytestmark = pytest.mark.rule("insights.9")


async def with_a_scan(library: Library) -> tuple[Any, str]:
    """A story that its person agreed to with a file that has a serious failure."""
    made = await deposited(library)
    path = f"/stories/{made['id']}"
    file = (await add_file(library.partner, path, "letter.pdf", UNTAGGED)).json()
    revision = (await library.partner.get(path)).json()["revision"]
    agreed = await library.partner.act(f"{path}/consents", revision, consent())
    return agreed.json(), f"{path}/files/{file['id']}"


class TestAScan:
    async def test_it_is_published_with_a_statement_only(self, library: Library) -> None:
        made, file = await with_a_scan(library)
        path = f"/stories/{made['id']}"
        refused = await library.editor.act(f"{path}/publish", made["revision"])
        assert refused.status_code == 409
        assert refused.json()["type"] == "/problems/files-not-accessible"
        assert [one["field"] for one in refused.json()["errors"]] == [
            f"files.{file.rpartition('/')[2]}"
        ]
        assert (await library.partner.get(path)).json()["state"] == "draft"
        said = await library.partner.put(f"{file}/accessibility", STATEMENT, 1)
        assert said.status_code == 200, said.text
        published = await library.editor.act(f"{path}/publish", made["revision"])
        assert published.status_code == 200, published.text
        shown = (await library.nobody.get(f"/published-stories/{made['id']}")).json()
        assert shown["files"][0]["accessibility"]["statement"] == STATEMENT

    async def test_only_its_depositor_and_editors_say_it(self, library: Library) -> None:
        _, file = await with_a_scan(library)
        other = await library.other_partner.put(f"{file}/accessibility", STATEMENT, 1)
        assert other.status_code == 404
        reader = await library.reader.put(f"{file}/accessibility", STATEMENT, 1)
        assert reader.status_code == 403
        assert (await library.editor.put(f"{file}/accessibility", STATEMENT, 1)).status_code == 200

    async def test_a_reason_with_personal_data_is_refused(self, library: Library) -> None:
        _, file = await with_a_scan(library)
        reason = STATEMENT | {"reason": "Ask jane.roe@example.org for it."}
        answer = await library.partner.put(f"{file}/accessibility", reason, 1)
        assert answer.json()["type"] == "/problems/personal-data"
        assert "jane" not in answer.text

    async def test_of_what_is_gone_nothing_is_said(self, library: Library) -> None:
        made, file = await with_a_scan(library)
        await by_organisation(library, made)
        answer = await library.partner.put(f"{file}/accessibility", STATEMENT, 1)
        assert answer.json()["type"] == "/problems/story-state"
