"""What clients of tus say in headers."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Invalid
from feedback_support import rows, source
from insights.uploads.tus import announced
from insights_support import Library
from uploads_support import begin, send

pytestmark = pytest.mark.rule("insights.11")


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def fields(refused: Invalid) -> list[str]:
    return [error.field for error in refused.fields]


class TestBeginning:
    def test_headers_say_what_a_body_would(self) -> None:
        said = announced(
            None, "12", f"filename {encoded('a, b.csv')}, filetype {encoded('text/csv')},is_large"
        )
        assert (said.size, said.media_type, said.sha256, said.dry_run) == (
            12, "text/csv", None, False,
        )  # fmt: skip

    @pytest.mark.parametrize("length", ["", "0", "-1", "1.5", "many", "١٢x"])
    def test_a_length_that_is_none_is_named(self, length: str) -> None:
        with pytest.raises(Invalid) as refused:
            announced(None, length, f"filetype {encoded('text/csv')}")
        assert fields(refused.value) == ["header.Upload-Length"]

    def test_metadata_that_cannot_be_read_is_named(self) -> None:
        with pytest.raises(Invalid) as refused:
            announced(None, "1", "filetype text/csv!")
        assert fields(refused.value) == ["header.Upload-Metadata"]

    def test_neither_a_body_nor_a_length_is_a_missing_body(self) -> None:
        with pytest.raises(Invalid) as refused:
            announced(None, None, None)
        assert fields(refused.value) == ["body"]

    @given(st.text(max_size=60), st.text(max_size=200))
    def test_any_headers_are_read_or_refused(self, length: str, metadata: str) -> None:
        try:
            said = announced(None, length, metadata)
        except Invalid as refused:
            assert refused.fields
        else:
            assert said.size > 0


async def test_another_version_of_the_protocol_is_refused_everywhere(library: Library) -> None:
    path = await source(library.editor)
    upload = (await begin(library.editor, path, rows(1))).json()["id"]
    other = {"Tus-Resumable": "0.2.2"}
    answers = [
        await send(library.editor, upload, 0, rows(1), **other),
        await library.editor._send("HEAD", f"/feedback-uploads/{upload}", headers=other),
    ]
    for answer in answers:
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    assert answers[0].json()["type"] == "/problems/tus-version"
    assert (await send(library.editor, upload, 0, rows(1))).status_code == 204
