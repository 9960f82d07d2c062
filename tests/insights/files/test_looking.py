"""Files of findings: clean copies, and who cannot read them."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from files_support import STATEMENT, UNTAGGED, add_file, stored
from insights_support import Library
from inspection_support import core, office, pdf


async def publishing(library: Library, draft: dict[str, Any]) -> Any:
    """Ask for what was submitted to be published."""
    now = (await library.partner.get(f"/findings/{draft['id']}")).json()["revision"]
    return await library.editor.act(f"/findings/{draft['id']}/publish", now)


@pytest.mark.rule("insights.1")
class TestCleanCopies:
    async def test_who_made_it_is_not_kept_and_both_checksums_are_told(
        self, library: Library
    ) -> None:
        data = office(parts={"docProps/core.xml": core("T", "<dc:creator>Jane Roe</dc:creator>")})
        draft = await library.draft(library.partner)
        file = (await add_file(library.partner, f"/findings/{draft['id']}", "r.docx", data)).json()
        kept = await stored(library, file["id"])
        assert kept is not None
        assert file["taken_out"] == {"properties": 1}
        assert file["original_sha256"] == hashlib.sha256(data).hexdigest()
        assert file["original_size"] == len(data)
        assert file["sha256"] == hashlib.sha256(kept).hexdigest() != file["original_sha256"]

    @pytest.mark.parametrize(
        ("name", "data", "code"),
        [
            (
                "a.pdf",
                pdf(lambda d: d.attachments.__setitem__("setup.exe", b"MZ")),
                "embedded",
            ),
            ("a.docx", office(main="<w:p><w:ins/></w:p>"), "changes"),
        ],
    )
    async def test_what_only_a_person_can_clear_is_refused_and_not_kept(
        self, library: Library, name: str, data: bytes, code: str
    ) -> None:
        draft = await library.draft(library.partner)
        answer = await add_file(library.partner, f"/findings/{draft['id']}", name, data)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["message"] == f"is refused: {code}"
        assert (await library.partner.get(f"/findings/{draft['id']}/files")).json() == []


@pytest.mark.rule("insights.1")
class TestExplaining:
    async def test_a_serious_failure_is_published_with_a_statement_only(
        self, library: Library
    ) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.partner, path, content=UNTAGGED)).json()
        assert file["accessibility"]["needs_statement"]
        assert [one["rule"] for one in file["accessibility"]["failures"]] == ["not-tagged"]
        submitted = await library.partner.act(f"{path}/submit", draft["revision"])
        assert submitted.status_code == 200, submitted.text
        refused = await publishing(library, draft)
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("files-not-accessible")
        assert refused.json()["errors"][0]["field"] == f"files.{file['id']}"
        said = await library.partner.put(f"{path}/files/{file['id']}/accessibility", STATEMENT, 1)
        assert said.status_code == 200, said.text
        answer = await publishing(library, draft)
        assert answer.status_code == 200, answer.text
        [shown] = (await library.nobody.get(f"/published-findings/{draft['id']}/files")).json()
        assert shown["accessibility"]["statement"] == STATEMENT

    async def test_another_organisation_explains_nothing(self, library: Library) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.partner, path, content=UNTAGGED)).json()
        answer = await library.other_partner.put(
            f"{path}/files/{file['id']}/accessibility", STATEMENT, 1
        )
        assert answer.status_code in {403, 404}

    async def test_a_reason_with_personal_data_is_refused(self, library: Library) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.partner, path, content=UNTAGGED)).json()
        answer = await library.partner.put(
            f"{path}/files/{file['id']}/accessibility",
            json=STATEMENT | {"reason": "Ask jane.roe@example.org for it."},
            version=1,
        )
        assert answer.status_code == 422
