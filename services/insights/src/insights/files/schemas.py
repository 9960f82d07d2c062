"""Files as the API gives them, and the rules of a system's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from common.inspection.statement import Accessibility
from common.web.schemas import Model
from insights.words import printable

LARGEST = 240 * 1024 * 1024
"""Bytes that no file may go beyond, whatever a rule says; fewer where the gateway takes fewer."""

ACTIVE = frozenset(
    {"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml",
     "text/javascript", "application/javascript"}
)  # fmt: skip
"""What a browser would run: no rule can allow it."""

INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"})
"""What a browser may show by itself: pictures that were written anew here."""


class FileType(BaseModel):
    """One type of file that is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    media_type: str = Field(pattern=r"^[a-z]+/[a-z0-9.+-]+$")
    extensions: list[str] = Field(min_length=1)
    check: Literal["magic", "office", "text", "image", "film"]
    """How its content is looked at."""
    max_bytes: int = Field(ge=1, le=LARGEST)
    inline: bool = False
    """May be shown by a browser rather than saved."""

    @model_validator(mode="after")
    def _never_active(self) -> Self:
        if self.media_type in ACTIVE:
            raise ValueError(f"{self.media_type} is run by browsers, so it can't be allowed")
        if self.inline and (self.media_type not in INLINE or self.check != "image"):
            raise ValueError(f"{self.media_type} can't be shown inline")
        if self.media_type.startswith("image/") and self.check != "image":
            raise ValueError(
                "pictures are looked at as pictures, so that what they tell is removed"
            )
        return self


class FileRuleIn(BaseModel):
    """What files a system takes, in its file."""

    model_config = ConfigDict(extra="forbid")

    valid_from: date
    valid_to: date | None = None
    max_files: int = Field(ge=1, le=1000)
    max_pixels: int = Field(ge=1, le=100_000_000)
    types: list[FileType]
    upload_hours: int = Field(default=48, ge=1, le=336)
    """How long a file of feedback that comes bit by bit may take until its bytes are destroyed."""
    open_uploads: int = Field(default=5, ge=1, le=100)
    """How many such files a source may have that are not imported yet."""

    def of_extension(self, extension: str) -> FileType | None:
        """Give the type of files that are named so."""
        return next((kind for kind in self.types if extension in kind.extensions), None)

    def of_media_type(self, media_type: str) -> FileType | None:
        """Give a type by its name."""
        return next((kind for kind in self.types if kind.media_type == media_type), None)


@dataclass(frozen=True)
class Coming:
    """A file that is about to come: its name, and what that says it is."""

    name: str
    kind: FileType
    rule: FileRuleIn


class FilesInFile(BaseModel):
    """What the library reads of a system's file about files."""

    model_config = ConfigDict(extra="ignore")

    files: list[FileRuleIn] = []


Description = Annotated[
    str, StringConstraints(min_length=1, max_length=500), AfterValidator(printable)
]


class FileOut(Model):
    """A file, without its bytes; of a removed one its name and description are gone."""

    id: UUID
    name: str | None
    description: str | None = Field(description="What it shows, for those who can't see it.")
    media_type: str
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="Of the bytes as they are given out, in hexadecimal digits.")
    original_size: int | None = Field(
        description="Bytes of the file that was sent; null where it came before this was recorded."
    )
    original_sha256: str | None = Field(
        description="Of the bytes that were sent. Where it differs, a clean copy is kept."
    )
    taken_out: dict[str, int] = Field(
        description="What the file told of its makers and the copy does not, and how many of it."
    )
    accessibility: Accessibility | None = Field(
        description="Null for a picture or a recording, and for what came before it was looked at."
    )
    withheld: bool = Field(
        description="It came before files were looked through, and is not given out, or not yet."
    )
    withheld_because: str | None = Field(
        description="What was found in it; null where nothing was, or nobody has looked yet."
    )
    uploaded_at: datetime
    removed_at: datetime | None


class DescriptionIn(Model):
    """What a file shows or holds."""

    description: Description
