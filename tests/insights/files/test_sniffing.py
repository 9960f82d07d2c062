"""A file is what its content says."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from files_support import GOOD, PDF, archive, box, film, office, picture
from insights.files.errors import FileRefused
from insights.files.images import without_metadata
from insights.files.rules import baseline, type_named
from insights.files.schemas import FileType
from insights.files.sniffing import check_content

[RULE] = baseline()
EXE = b"MZ\x90\x00" + b"\0" * 200


def check(name: str, content: bytes) -> None:
    kind = type_named(RULE, name)
    check_content(io.BytesIO(content), kind, RULE)
    if kind.check == "image":
        without_metadata(io.BytesIO(content), kind.media_type, RULE.max_pixels).close()


def bomb() -> bytes:
    return office("docx", **{"word/media/x.bin": b"\0" * 30_000_000})


def with_many_parts() -> bytes:
    return archive({f"{number}": "" for number in range(5_001)})


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


BAD = {
    "a program": ("report.pdf", EXE),
    "a program as a picture": ("photo.jpg", EXE),
    "a program as text": ("notes.txt", EXE),
    "a web page as text": ("notes.txt", b"\n<!DOCTYPE html><script>alert(1)</script>"),
    "a web page as a table": ("counts.csv", b"a,b\n<script>alert(1)</script>"),
    "a drawing as text": ("notes.txt", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "a script as text": ("notes.txt", b"#!/bin/sh\nrm -rf /\n"),
    "text in another encoding": ("notes.txt", "Zoë".encode("cp1252")),
    "a picture of another kind": ("photo.png", picture("JPEG")),
    "a picture as a document": ("report.pdf", picture("PNG")),
    "a document as a recording": ("talk.mp3", PDF),
    "a table as a text document": ("report.docx", office("xlsx")),
    "an archive as a document": ("report.docx", archive({"a.txt": "x"})),
    "an old office file": ("report.docx", encrypted()),
    "macros": ("report.docx", office("docx", **{"word/vbaProject.bin": b"x"})),
    "macros by content type": (
        "table.xlsx",
        archive({"[Content_Types].xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml"}),
    ),
    "a program inside": ("report.docx", office("docx", **{"word/embeddings/setup.exe": EXE})),
    "an object inside": ("report.docx", office("docx", **{"word/embeddings/oleObject1.bin": b""})),
    "a bomb": ("report.docx", bomb()),
    "too many parts": ("report.docx", with_many_parts()),
    "a broken archive": ("report.docx", office()[:60]),
    "half a picture": ("photo.jpg", picture(size=(400, 300))[:700]),
    "a film that says where it is": ("film.mp4", film(told=box(b"\xa9xyz", b"+53.8-003.0/"))),
    "a recording that says where it is": ("talk.m4a", film(b"M4A ", box(b"loci", b"\0" * 20))),
    "a broken film": ("film.mp4", film()[:-10]),
}


class TestContent:
    @pytest.mark.parametrize("name", GOOD)
    def test_what_is_what_its_name_says_is_taken(self, name: str) -> None:
        check(name, GOOD[name])

    @pytest.mark.parametrize("case", BAD)
    def test_what_is_not_or_can_run_is_refused(self, case: str) -> None:
        name, content = BAD[case]
        with pytest.raises(FileRefused):
            check(name, content)

    @pytest.mark.parametrize("name", GOOD)
    def test_no_file_is_taken_for_one_of_another_kind(self, name: str) -> None:
        ending = name.rpartition(".")[2]
        for other in ("pdf", "docx", "xlsx", "pptx", "png", "jpg", "webp", "mp3", "wav"):
            if other != ending:
                with pytest.raises(FileRefused):
                    check(f"x.{other}", GOOD[name])

    @pytest.mark.parametrize(
        "name", ["x.docm", "x.zip", "x.exe", "x.svg", "x.html", "x", "pdf", "x.pdf.js", "x.doc"]
    )
    def test_other_kinds_are_refused_by_name(self, name: str) -> None:
        with pytest.raises(FileRefused, match="not taken"):
            type_named(RULE, name)

    def test_a_bomb_is_judged_without_being_unpacked(self) -> None:
        lying = io.BytesIO(bomb())
        with zipfile.ZipFile(lying) as made:
            assert max(part.file_size for part in made.infolist()) == 30_000_000
        with pytest.raises(FileRefused, match="unpacks"):
            check("report.docx", lying.getvalue())


class TestRules:
    @pytest.mark.parametrize(
        "fields",
        [
            {"media_type": "image/svg+xml", "check": "text"},
            {"media_type": "text/html", "check": "text"},
            {"media_type": "application/pdf", "check": "magic", "inline": True},
            {"media_type": "image/gif", "check": "magic"},
            {"media_type": "text/plain", "check": "text", "max_bytes": 10**10},
        ],
    )
    def test_no_rule_can_allow_what_browsers_run_or_keep_what_cameras_tell(
        self, fields: dict[str, object]
    ) -> None:
        with pytest.raises(ValueError, match=r"can't be|pictures are|less than"):
            FileType.model_validate({"extensions": ["x"], "max_bytes": 1, **fields})


class TestPictures:
    @pytest.mark.parametrize(("form", "name"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp")])
    def test_nothing_is_left_of_what_the_camera_told(self, form: str, name: str) -> None:
        before = picture(form)
        assert b"Heliotrope" in before
        with without_metadata(io.BytesIO(before), f"image/{name}", 10_000) as clean:
            after = clean.read()
        assert b"Heliotrope" not in after
        with Image.open(io.BytesIO(after)) as image:
            assert image.format == form
            assert image.size == (40, 30)
            assert dict(image.getexif()) == {}
            assert not {"exif", "xmp", "comment", "icc_profile"} & set(image.info)

    def test_it_is_turned_the_right_way_up(self) -> None:
        turned = io.BytesIO(picture("PNG", orientation=6))  # a quarter turn to the right
        with without_metadata(turned, "image/png", 10_000) as clean, Image.open(clean) as image:
            assert image.size == (30, 40)
            assert image.getpixel((5, 2)) == (255, 0, 0)
            assert image.getpixel((5, 37)) == (255, 255, 255)

    def test_what_can_be_seen_through_stays_so(self) -> None:
        out = io.BytesIO()
        Image.new("RGBA", (4, 4), (1, 2, 3, 0)).quantize(8).save(out, "PNG")
        with without_metadata(out, "image/png", 100) as clean, Image.open(clean) as image:
            assert image.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]

    @pytest.mark.parametrize("size", [(5_000, 5_001), (20_000, 20_000)])
    def test_one_with_too_many_pixels_is_refused_by_its_header(self, size: tuple[int, int]) -> None:
        huge = io.BytesIO()
        Image.new("1", size).save(huge, "PNG")
        assert len(huge.getvalue()) < 100_000
        with pytest.raises(FileRefused, match="pixels at most"):
            without_metadata(huge, "image/png", RULE.max_pixels)

    def test_one_that_moves_is_refused(self) -> None:
        out = io.BytesIO()
        first, second = Image.new("RGB", (4, 4), "red"), Image.new("RGB", (4, 4), "blue")
        first.save(out, "WEBP", save_all=True, append_images=[second], duration=100)
        with pytest.raises(FileRefused, match="move"):
            without_metadata(out, "image/webp", 100)
