"""Documents with minutes over HTTP: read in a process of their own, refused with what to do."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from common.bounded import run
from governance.minutes import receiving, service
from governance.minutes.documents import bounded
from governance.minutes.documents.bounded import ReadDocument, read_document
from governance.minutes.documents.form import Unreadable
from governance_support import ICP, Governance
from minutes_documents import as_docx, as_html, as_pdf, board

pytestmark = pytest.mark.rule("governance.14")

BLOCKS, ANSWER = board("trust_board")
PDF, DOCX, HTML = as_pdf(BLOCKS), as_docx(BLOCKS), as_html(BLOCKS)
MODERNGOV = (Path(__file__).parent / "moderngov/meeting.xml").read_bytes()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def sent(
    governance: Governance, data: bytes, kind: str = "application/octet-stream", body: Any = ICP
) -> Any:
    return await governance.post(
        f"/minutes-imports?body_id={body}", content=data, headers={"Content-Type": kind}
    )


def picture_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "red")), 72, 72)
    canvas.save()
    return out.getvalue()


def locked_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, "Minutes")
    canvas.save()
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    out = io.BytesIO(DOCX)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


class TestImport:
    @pytest.mark.parametrize(
        ("data", "media_type", "kind"),
        [
            (PDF, "application/pdf", "pdf"),
            (DOCX, WORD, "docx"),
            (HTML, "text/html", "html"),
            (MODERNGOV, "application/xml", "moderngov_xml"),
            # What it is is told by its bytes, whatever it is called.
            (PDF, "text/plain", "pdf"),
            (HTML, "application/pdf", "html"),
            (b"Minutes of the Board\n\nPresent\n\nAnn Low\n", "application/pdf", "text"),
        ],
    )
    async def test_it_is_told_by_its_bytes(
        self, governance: Governance, data: bytes, media_type: str, kind: str
    ) -> None:
        answer = await sent(governance, data, media_type)
        assert answer.status_code == 201, answer.text
        assert answer.json()["kind"] == kind

    async def test_every_piece_has_its_page_and_its_lines(self, governance: Governance) -> None:
        draft = (await sent(governance, PDF)).json()
        source = (await governance.get(f"/minutes-imports/{draft['id']}/source")).json()
        lines = source["text"].split("\n")
        part = draft["draft"]["resolutions"][0]["parts"][0]["text"]
        assert part["text"] == ANSWER["parts"][0][1]
        assert lines[part["first_line"] - 1] in part["source"]
        pages = [
            sum(start <= part[end] for start in source["page_starts"])
            for end in ("first_line", "last_line")
        ]
        assert [part["first_page"], part["last_page"]] == pages
        assert draft["pages"] == len(source["page_starts"]) == 2
        assert draft["draft"]["next_meeting"]["text"]["first_page"] == 2

    async def test_running_headers_are_named_and_not_read(self, governance: Governance) -> None:
        draft = (await sent(governance, PDF)).json()
        assert {"text": "Minutes – draft", "why": "header", "page": 1} in draft["left_out"]

    async def test_word_and_text_have_lines_and_no_pages(self, governance: Governance) -> None:
        draft = (await sent(governance, DOCX)).json()
        assert draft["pages"] is None
        assert draft["draft"]["date"]["first_page"] is None
        assert draft["draft"]["date"]["first_line"] > 0

    async def test_the_same_document_again_is_not_read_again(
        self, governance: Governance, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = (await sent(governance, PDF)).json()
        monkeypatch.setattr(service, "read_document", None)
        again = await sent(governance, PDF)
        assert (again.status_code, again.json()["id"]) == (200, first["id"])

    async def test_recording_it_says_on_which_page_each_decision_stands(
        self, governance: Governance
    ) -> None:
        draft = (await sent(governance, PDF)).json()
        recorded = await governance.post(f"/minutes-imports/{draft['id']}/record")
        assert recorded.status_code == 200, recorded.text
        [first, _] = recorded.json()["decision_ids"]
        decision = (await governance.get(f"/decisions/{first}")).json()
        lead = draft["draft"]["resolutions"][0]["lead"]
        assert decision["source"]["first_page"] == lead["first_page"]
        assert decision["source"]["first_line"] == lead["first_line"]

    async def test_a_page_that_is_a_picture_is_a_doubt(self, governance: Governance) -> None:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4)
        for index, line in enumerate(["Minutes of the Board", "held on 2 May 2024", "Present",
                                      "Ann Low", "1. Welcome"]):  # fmt: skip
            canvas.drawString(72, 700 - 30 * index, line)
        canvas.showPage()
        canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "red")), 72, 72)
        canvas.save()
        draft = (await sent(governance, out.getvalue())).json()
        [doubt] = [d for d in draft["draft"]["doubts"] if d["code"] == "page_without_text:2"]
        assert (doubt["open"], doubt["blocking"]) == (True, False)


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "code", "words"),
        [
            (picture_pdf(), "minutes-need-ocr", "OCR"),
            (b"\x89PNG\r\n\x1a\n", "minutes-need-ocr", "OCR"),
            (locked_pdf(), "minutes-locked", "password"),
            (with_part("word/vbaProject.bin", b"x"), "minutes-with-macros", "without them"),
            (with_part("word/media/a.bmp", b"\0" * 60_000_000), "minutes-too-heavy", "proportion"),
            (b"%PDF-1.7\nbroken", "minutes-unreadable", "damaged"),
            (DOCX[: len(DOCX) // 2], "minutes-unreadable", "damaged"),
            (b"{\\rtf1 Minutes}", "minutes-unreadable", "rich text"),
            (MODERNGOV.replace(b"nonemptyhtmlbody", b"bodies"), "minutes-not-published",
             "published"),
        ],
    )  # fmt: skip
    async def test_it_says_what_it_is_and_nothing_is_kept(
        self, governance: Governance, data: bytes, code: str, words: str
    ) -> None:
        before = (await governance.get("/meetings")).json()
        refused = await sent(governance, data)
        assert refused.status_code == 422, refused.text
        assert refused.json()["type"].endswith(code)
        assert words in refused.json()["detail"]
        assert (await governance.get("/minutes-imports")).json()["items"] == []
        assert (await governance.get("/meetings")).json() == before

    async def test_too_large_a_document_is_refused(
        self, governance: Governance, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(receiving, "MAX_DOCUMENT", len(PDF) - 1)
        refused = await sent(governance, PDF)
        assert refused.status_code == 413
        assert refused.json()["type"].endswith("minutes-too-large")

    async def test_a_declared_size_beyond_all_bounds_is_refused_unread(
        self, governance: Governance
    ) -> None:
        length = {"Content-Length": str(receiving.MAX_DOCUMENT + 1)}
        refused = await governance.post(
            f"/minutes-imports?body_id={ICP}",
            content=b"%PDF",
            headers={"Content-Type": "application/pdf", **length},
        )
        assert refused.status_code == 413

    async def test_nothing_is_read_for_a_body_that_is_not_there(
        self, governance: Governance, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "read_document", None)
        assert (await sent(governance, PDF, body=uuid4())).status_code == 404

    async def test_whoever_may_only_read_sends_nothing(self, governance: Governance) -> None:
        refused = await governance.post(
            f"/minutes-imports?body_id={ICP}", content=PDF, scopes=["governance:read"],
            headers={"Content-Type": "application/pdf"},
        )  # fmt: skip
        assert refused.status_code == 403


class TestBounds:
    async def test_what_takes_too_long_is_stopped(self) -> None:
        with pytest.raises(Unreadable) as stopped:
            await taken(PDF, patience=0.01)
        assert stopped.value.code == "too-heavy"

    async def test_what_takes_too_much_of_the_processor_is_stopped(self) -> None:
        page = b"<html><body>" + b"<p><b>words</b> and words</p>" * 400_000 + b"</body></html>"
        with pytest.raises(Unreadable) as stopped:
            await taken(page, seconds=1)
        # Given the time, it would be found to have too many lines.
        assert stopped.value.code == "too-heavy"

    async def test_what_takes_too_much_memory_is_stopped(self) -> None:
        page = b"<html><body>" + b"<p>words</p>" * 400_000 + b"</body></html>"
        with pytest.raises(Unreadable) as stopped:
            await taken(page, memory=120 * 1024 * 1024)
        assert stopped.value.code in {"too-heavy", "damaged"}

    async def test_it_has_nothing_of_the_services_environment(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GT_SEALING_KEYS", "secret")
        given: dict[str, Any] = {}
        begin = asyncio.create_subprocess_exec

        async def watched(*arguments: str, **options: Any) -> asyncio.subprocess.Process:
            given.update(options["env"])
            return await begin(*arguments, **options)

        monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
        assert (await taken(PDF)).kind == "pdf"
        assert set(given) == {"PYTHONPATH", "LANG"}

    def test_it_can_write_no_file(self, tmp_path: Path) -> None:
        code = ("from common.bounded import bound; bound(2**30, 30); "
                f"open({str(tmp_path / 'x')!r}, 'wb', 0).write(b'words' * 9)")  # fmt: skip
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        assert done.returncode != 0
        assert (tmp_path / "x").stat().st_size == 0

    async def test_no_more_than_two_are_read_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        running, most = 0, 0

        async def watched(*arguments: Any) -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await run(*arguments)
            running -= 1

        monkeypatch.setattr(bounded, "run", watched)
        await asyncio.gather(*(taken(HTML) for _ in range(5)))
        assert most <= 2

    def test_the_service_itself_loads_no_reader(self) -> None:
        code = ("import sys, governance.main; "
                "print([m for m in ('pypdfium2', 'lxml.html') if m in sys.modules])")  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, text=True
        )
        assert done.stdout.strip() == "[]"


@pytest.mark.slow
@pytest.mark.timeout(600)
class TestPack:
    async def test_a_pack_of_400_pages_is_read_within_the_bounds(self) -> None:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4)
        for page in range(1, 401):
            canvas.setFont("Times-Roman", 11)
            canvas.drawString(72, 800, "Papers of the Board")
            for line in range(40):
                canvas.drawString(72, 740 - 16 * line, f"{page}.{line} The paper of page {page} "
                                  "goes on with what residents of the town have said")  # fmt: skip
            canvas.showPage()
        canvas.save()
        document = await taken(out.getvalue())
        assert len(document.page_starts) == 400
        assert "400.39 The paper of page 400" in document.text


async def taken(data: bytes, **bounds: Any) -> ReadDocument:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return await read_document(file, **bounds)
