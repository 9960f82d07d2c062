"""What reading minutes gives. Every piece keeps the lines that it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from governance.minutes.reading.source import Piece


@dataclass(frozen=True)
class DatePiece:
    """A date as written, and the day that it means."""

    piece: Piece
    value: date
    weekday_fits: bool = True
    """False where the minutes name a weekday that the date isn't."""


@dataclass(frozen=True)
class TimePiece:
    """A time of day as written, and what it means (local time)."""

    piece: Piece
    value: time


@dataclass(frozen=True)
class Person:
    """Somebody named as present, in attendance or absent with apologies."""

    name: Piece
    role: Piece | None = None
    organisation: Piece | None = None
    in_place_of: Piece | None = None
    """Whom this person stood in for."""
    replaced_by: Piece | None = None
    """Who stood in for this person."""
    note: Piece | None = None
    """What else the minutes say in brackets: remote, for which items."""
    initials: Piece | None = None
    """The letters that stand for the name further on: "JA"."""


@dataclass(frozen=True)
class Item:
    """A numbered item of the agenda as minuted."""

    number: Piece
    title: Piece
    first_line: int
    last_line: int
    """The last line of the item's text, its resolutions and actions included."""


@dataclass(frozen=True)
class Outcome:
    """A suggestion of the outcome, from the words that ``basis`` quotes; a person decides."""

    code: str
    basis: Piece


@dataclass(frozen=True)
class Part:
    """One part of a resolution, whole; ``marker`` is its number or letter as printed."""

    text: Piece
    marker: Piece | None = None
    outcome: Outcome | None = None
    person: Piece | None = None
    """Who is elected or appointed, where the part is an election."""
    office: Piece | None = None
    """To what."""


@dataclass(frozen=True)
class Resolution:
    """What was resolved under an item: its lead ("Resolved: That"), and its parts."""

    lead: Piece
    parts: tuple[Part, ...]
    item: str | None
    """Number of the item that it stands under."""
    outcome: Outcome | None = None
    mover: Piece | None = None
    seconder: Piece | None = None


@dataclass(frozen=True)
class Chairing:
    """Somebody who took the chair for a part of the meeting, or took it again."""

    name: Piece
    """A name, or an office such as "The Vice-Chair"."""
    words: Piece
    """What the minutes say of it."""
    item: str | None = None
    """Number of the item under which it is said; None where the attendance says it."""
    items: Piece | None = None
    """For which items, where the minutes say so: "items 1 to 4"."""
    resumed: bool = False


@dataclass(frozen=True)
class Action:
    """Something that somebody is to do."""

    text: Piece
    item: str | None = None
    owner: Piece | None = None
    due: Piece | None = None
    due_on: date | None = None
    """The day, where ``due`` is a date."""
    year_said: bool = True
    """False where the year was not written: the first such day from the meeting on is taken."""


@dataclass(frozen=True)
class NextMeeting:
    """When and where the body meets next, as far as the minutes say."""

    text: Piece
    date: DatePiece | None = None
    start_time: TimePiece | None = None
    place: Piece | None = None


@dataclass(frozen=True)
class Doubt:
    """Something that a person should look at; a blocking one must be resolved before recording."""

    code: str
    message: str
    blocking: bool
    first_line: int | None = None
    last_line: int | None = None


@dataclass(frozen=True)
class Span:
    """Lines of the source, both inclusive, that are one set of minutes."""

    first_line: int
    last_line: int


@dataclass
class MinutesDraft:
    """All that could be read, and what could not."""

    span: Span | None = None
    """Where in the pack the minutes are; None if none were found."""
    other_spans: list[Span] = field(default_factory=list)
    """Other minutes in the same pack, which were not read."""
    body: Piece | None = None
    other_bodies: list[Piece] = field(default_factory=list)
    """Those that met in common with it."""
    date: DatePiece | None = None
    start_time: TimePiece | None = None
    end_time: TimePiece | None = None
    place: Piece | None = None
    present: list[Person] = field(default_factory=list)
    in_attendance: list[Person] = field(default_factory=list)
    apologies: list[Person] = field(default_factory=list)
    without_heading: list[Piece] = field(default_factory=list)
    """Lists of names taken for those present, above which no heading says so."""
    perhaps_two: list[Piece] = field(default_factory=list)
    """Lines of the lists read as a person and an organisation, which may be two people."""
    chair: Piece | None = None
    """Who is named in the attendance as in the chair."""
    chairs: list[Chairing] = field(default_factory=list)
    """Who took the chair for a part; empty where one person chaired all."""
    items: list[Item] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    next_meeting: NextMeeting | None = None
    unread: list[Piece] = field(default_factory=list)
    """Lines inside the minutes that were not placed anywhere."""
    doubts: list[Doubt] = field(default_factory=list)
