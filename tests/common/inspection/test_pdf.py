"""PDF files: what keeps somebody from reading them, what is refused, what is taken out."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from common.inspection.found import Refused
from inspection_support import drawn, failures, looked, pdf, photo

TABLE = ("Table", None, [("TR", None, [("TD", None, ())]), ("TR", None, [("TD", None, ())])])


class TestBarriers:
    async def test_a_tidy_document_has_none(self) -> None:
        found, _ = await looked(pdf())
        assert failures(found) == {}
        assert found.pages == 1

    @pytest.mark.parametrize(
        ("rule", "change"),
        [
            ("not-tagged", lambda d: d.Root.__delitem__("/StructTreeRoot")),
            ("not-tagged", lambda d: d.Root.MarkInfo.__setitem__("/Marked", False)),
            ("no-language", lambda d: d.Root.__delitem__("/Lang")),
            ("no-title", lambda d: d.docinfo.__delitem__("/Title")),
            ("no-title", lambda d: d.Root.__delitem__("/ViewerPreferences")),
        ],
    )
    async def test_what_the_document_lacks(
        self, rule: str, change: Callable[[pikepdf.Pdf], None]
    ) -> None:
        found, _ = await looked(pdf(change))
        assert list(failures(found)) == [rule]

    async def test_each_page_that_is_a_scan_is_named(self) -> None:
        def scanned(document: pikepdf.Pdf) -> None:
            drawn(document, photo(), 1, words=False)
            drawn(document, photo(), 2)

        found, _ = await looked(pdf(scanned, pages=3))
        assert failures(found) == {"no-text": ("page 2",)}
        assert found.failures[0].severity == "serious"

    async def test_a_picture_without_words_is_named(self) -> None:
        kids = [("H1", None, ()), ("Figure", "A map of the bus routes", ()), ("Figure", " ", ())]
        found, _ = await looked(pdf(kids=kids))
        assert failures(found) == {"picture-without-words": ("page 1, picture 2",)}

    async def test_headings_go_down_one_level_at_a_time(self) -> None:
        kids = [("H1", None, ()), ("H3", None, ()), ("H1", None, ()), ("H2", None, ())]
        found, _ = await looked(pdf(kids=kids))
        assert failures(found) == {"headings-skip": ("page 1, heading 2",)}

    async def test_a_table_without_headers_is_named_and_one_with_them_is_not(self) -> None:
        headed = ("Table", None, [("TR", None, [("TH", None, ())]), ("TR", None, ())])
        found, _ = await looked(pdf(kids=[("H1", None, ()), headed, TABLE]))
        assert failures(found) == {"table-without-header": ("page 1, table 2",)}

    async def test_types_of_an_editor_are_followed_to_those_that_readers_know(self) -> None:
        def mapped(document: pikepdf.Pdf) -> None:
            document.Root.StructTreeRoot.RoleMap = Dictionary(Bild=Name.Figure)

        found, _ = await looked(pdf(mapped, kids=[("H1", None, ()), ("Bild", None, ())]))
        assert failures(found) == {"picture-without-words": ("page 1, picture 1",)}

    async def test_only_a_long_document_needs_headings(self) -> None:
        some, _ = await looked(pdf(kids=[("P", None, ())] * 19))
        many, _ = await looked(pdf(kids=[("P", None, ())] * 20))
        assert (failures(some), failures(many)) == ({}, {"no-headings": ()})

    async def test_only_a_long_document_needs_bookmarks(self) -> None:
        def marked(document: pikepdf.Pdf) -> None:
            with document.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem("Part one", 0))

        short, _ = await looked(pdf(pages=20))
        long, _ = await looked(pdf(pages=21))
        marked_one, _ = await looked(pdf(marked, pages=21))
        assert (failures(short), failures(long)) == ({}, {"no-bookmarks": ()})
        assert failures(marked_one) == {}

    @pytest.mark.parametrize("allowed", [True, False])
    async def test_a_lock_against_screen_readers_is_told_and_kept(self, *, allowed: bool) -> None:
        permissions = pikepdf.Permissions(accessibility=allowed, extract=False)
        # Revision 3 of 2001: from 4 on, readers always may (ISO 32000-2, table 22).
        lock = pikepdf.Encryption(
            owner="boss", user="", R=3, allow=permissions, aes=False, metadata=False
        )
        found, clean = await looked(pdf(encryption=lock))
        assert failures(found) == ({} if allowed else {"locks-out-readers": ()})
        with pikepdf.open(io.BytesIO(clean)) as copy:
            assert copy.allow.accessibility is allowed
            assert not copy.allow.extract

    async def test_every_failure_names_its_source_and_what_to_do(self) -> None:
        bare, _ = await looked(pdf(lambda d: d.Root.__delitem__("/StructTreeRoot")))
        [failure] = bare.failures
        assert {one.clause for one in failure.sources} == {
            "1.3.1 Info and Relationships (A)", "7.1", "regulation 6"
        }  # fmt: skip
        assert failure.do and failure.why


def _action(**entries: Any) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: document.Root.__setitem__("/OpenAction", Dictionary(**entries))


def _note(**entries: Any) -> Callable[[pikepdf.Pdf], None]:
    def noted(document: pikepdf.Pdf) -> None:
        one = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **entries)
        document.pages[0].Annots = Array([document.make_indirect(one)])

    return noted


def _attached(document: pikepdf.Pdf) -> None:
    document.attachments["setup.exe"] = b"MZ program"


def _layered(document: pikepdf.Pdf) -> None:
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="Draft"))
    document.Root.OCProperties = Dictionary(OCGs=Array([layer]),
                                            D=Dictionary(OFF=Array([layer])))  # fmt: skip


REFUSED = {
    "script that opens with it": ("script", _action(S=Name.JavaScript, JS="app.alert(1)")),
    "launch action": ("script", _action(S=Name.Launch, F="cmd.exe")),
    "form that sends itself": ("script", _action(S=Name.SubmitForm, F="https://example.org")),
    "action after an action": (
        "script",
        _action(S=Name.GoTo, Next=Dictionary(S=Name.JavaScript, JS="1")),
    ),
    "script among the names": (
        "script",
        lambda d: d.Root.__setitem__("/Names", Dictionary(JavaScript=Dictionary())),
    ),
    "program inside": ("embedded", _attached),
    "file pinned to a page": ("embedded", _note(Subtype=Name.FileAttachment)),
    "film": ("plays", _note(Subtype=Name.RichMedia)),
    "form with a program": (
        "form-program",
        lambda d: d.Root.__setitem__("/AcroForm", Dictionary(XFA="x")),
    ),
    "reviewer's note": ("comments", _note(Subtype=Name.Text, T="Jane Roe", Contents="Really?")),
    "highlight": ("comments", _note(Subtype=Name.Highlight)),
    "redaction that is only marked": ("redactions", _note(Subtype=Name.Redact)),
    "hidden layer": ("hidden-layers", _layered),
}


class TestRefusing:
    @pytest.mark.parametrize("what", REFUSED)
    async def test_what_runs_or_only_a_person_can_clear(self, what: str) -> None:
        code, change = REFUSED[what]
        with pytest.raises(Refused) as refusal:
            await looked(pdf(change))
        assert refusal.value.code == code
        assert "Jane" not in refusal.value.words

    async def test_a_link_to_the_web_is_none(self) -> None:
        link = Dictionary(S=Name.URI, URI="https://example.org")
        found, _ = await looked(pdf(_note(Subtype=Name.Link, A=link)))
        assert failures(found) == {}

    async def test_a_password(self) -> None:
        with pytest.raises(Refused) as refusal:
            await looked(pdf(encryption=pikepdf.Encryption(owner="a", user="b")))
        assert refusal.value.code == "locked"

    @pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"", pdf()[:400]])
    async def test_what_is_damaged(self, data: bytes) -> None:
        with pytest.raises(Refused) as refusal:
            await looked(data)
        assert refusal.value.code == "damaged"

    @pytest.mark.parametrize(
        ("bounds", "code"),
        [
            ({"patience": 0.05}, "too-heavy"),
            ({"answer": 100}, "too-heavy"),
            ({"memory": 16 * 1024 * 1024}, "damaged"),
        ],
    )
    async def test_what_goes_beyond_its_bounds(self, bounds: dict[str, Any], code: str) -> None:
        with pytest.raises(Refused) as refusal:
            await looked(pdf(), **bounds)
        assert refusal.value.code in {code, "too-heavy"}


def _told_everywhere(document: pikepdf.Pdf) -> None:
    document.docinfo["/Author"] = "Jane Roe"
    document.docinfo["/Company"] = "Roe and Daughters"
    with document.open_metadata(set_pikepdf_as_editor=False) as said:
        said["dc:title"] = "What people said"
        said["dc:creator"] = ["Jane Roe"]
    page = document.pages[0].obj
    page.PieceInfo = Dictionary(Word=Dictionary(Private="Jane Roe"))
    page.Thumb = document.make_stream(b"Jane Roe")
    page.Metadata = document.make_stream(b"<x>Jane Roe</x>")
    drawn(document, photo())


class TestCleaning:
    async def test_nothing_of_who_made_it_is_left(self) -> None:
        data = pdf(_told_everywhere, compress_streams=False)
        assert data.count(b"Jane Roe") >= 4
        found, clean = await looked(data)
        with pikepdf.open(io.BytesIO(clean)) as copy:
            out = io.BytesIO()
            copy.save(out, compress_streams=False,
                      stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                      object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
            assert list(copy.docinfo.keys()) == ["/Title"]
        for secret in (b"Jane Roe", b"Daughters", b"Heliotrope", b"Exif"):
            assert secret not in out.getvalue()
        assert found.taken_out == {
            "properties": 2, "metadata": 3, "thumbnails": 1, "picture-data": 1
        }  # fmt: skip

    async def test_the_copy_passes_and_fails_as_the_original(self) -> None:
        kids = [("H1", None, ()), ("Figure", "A map", ()), TABLE]
        found, clean = await looked(pdf(_told_everywhere, kids=kids))
        again, _ = await looked(clean)
        assert failures(again) == failures(found) == {"table-without-header": ("page 1, table 1",)}
        assert again.taken_out == {}
        with pikepdf.open(io.BytesIO(clean)) as copy:
            assert str(copy.docinfo["/Title"]) == "What people said"

    async def test_what_was_deleted_before_is_gone(self) -> None:
        earlier = pdf()
        table = int(earlier[earlier.rindex(b"startxref") :].split()[1])
        later = earlier + b"99 0 obj\n(struck out by Jane Roe)\nendobj\n" + earlier[table:]
        assert b"Jane Roe" in later
        _, clean = await looked(later)
        assert b"Jane Roe" not in clean

    async def test_the_same_bytes_come_out_each_time(self) -> None:
        _, once = await looked(pdf())
        _, twice = await looked(once)
        assert once == twice
