"""Tables that become files: columns with their kinds and meanings, rows in pieces."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["text", "whole", "day", "moment", "codes", "texts"]
Value = str | int | date | datetime | list[str] | None
Row = tuple[Value, ...]
Pieces = AsyncIterator[list[Row]]


@dataclass(frozen=True)
class Column:
    """A column of a file."""

    name: str
    kind: Kind
    means: str


@dataclass(frozen=True)
class Table:
    """Rows that are read while they are written: one piece at a time is in memory."""

    name: str
    columns: Sequence[Column]
    pieces: Pieces


FINDINGS = (
    Column("id", "text", "Identifier of the finding, for good."),
    Column("reference", "text", "Reference of the finding, for good."),
    Column("version", "whole", "Version in force, from 1."),
    Column("title", "text", "Title."),
    Column("summary", "text", "What was heard."),
    Column("heard_from", "day", "First day of hearing."),
    Column("heard_to", "day", "Last day of hearing."),
    Column("communities", "codes", "From whom: codes of communities."),
    Column("places", "codes", "From where: codes; none is the whole system."),
    Column(
        "people_heard",
        "whole",
        "People heard; rounded for all but its organisation and editors; none if unknown or small.",
    ),
    Column("methods", "codes", "How: codes of methods."),
    Column("spectrum_level", "text", "Level of involvement."),
    Column("themes", "codes", "About what: codes of themes."),
    Column("source", "text", "Kind of source."),
    Column("strength", "text", "Strength of the evidence."),
    Column("recommendations", "texts", "What people or the authors recommend."),
    Column("limits", "texts", "What it cannot show."),
    Column("first_published_at", "moment", "When the finding was first published."),
    Column("published_at", "moment", "When this version was published."),
    Column("visibility", "text", "Who may see it: public, partners or organisation."),
    Column("licence", "text", "Code of the licence; none is all rights reserved."),
    Column("licence_url", "text", "Where the licence is written."),
    Column("attribution", "text", "Whom to name when you use it."),
    Column("address", "text", "Public page of the finding; none where it is not public."),
)

FEEDBACK = (
    Column("id", "text", "Identifier of the comment, for good."),
    Column("source_id", "text", "Identifier of its source."),
    Column("source_name", "text", "Name of its source."),
    Column("said_on", "day", "Day on which it was said."),
    Column("service", "text", "Service that it is about."),
    Column("question", "text", "Question that was asked."),
    Column("score", "whole", "Score on the scale of its source."),
    Column("text", "text", "The words. They may hold personal data."),
    Column("themes", "codes", "Codes of themes."),
    Column("sentiment", "whole", "1 very positive to 5 very negative, as a person accepted it."),
    Column("file_sentiment", "whole", "1 very positive to 5 very negative, as the file said."),
    Column("visibility", "text", "Who may see it: public, partners or organisation."),
    Column("attribution", "text", "Whose feedback it is."),
)

ACTIVITIES = (
    Column("id", "text", "Identifier of the activity, for good."),
    Column("version", "whole", "Version, from 1."),
    Column("title", "text", "Title."),
    Column("topic", "text", "What it is about, in words."),
    Column("themes", "codes", "Codes of themes."),
    Column("communities", "codes", "Who is asked: codes of communities."),
    Column("places", "codes", "Where: codes; none is the whole system."),
    Column("methods", "codes", "How: codes of methods."),
    Column("spectrum_level", "text", "Level of involvement."),
    Column("starts_on", "day", "First day."),
    Column("ends_on", "day", "Last day."),
    Column("status", "text", "Where it stands."),
    Column("licence", "text", "Code of the licence."),
    Column("licence_url", "text", "Where the licence is written."),
    Column("attribution", "text", "Whom to name when you use it."),
)
