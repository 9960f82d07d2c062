"""What a catalogue lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, TypeAdapter

from insights.vocabularies.service import Licence


class FileOfFeed(BaseModel):
    """A file of a feed that the system has."""

    title: str
    path: str
    media_type: str


class ServiceOfFeed(BaseModel):
    """A protocol by which a feed is harvested."""

    title: str
    path: str
    description_path: str
    conforms_to: str


class Feed(BaseModel):
    """A feed that the system has, whatever is in it."""

    id: str
    title: str
    description: str
    files: list[FileOfFeed]
    service: ServiceOfFeed | None


@cache
def feeds() -> list[Feed]:
    """Give the feeds that every system has."""
    text = files("insights.catalogue").joinpath("feeds.json").read_bytes()
    return TypeAdapter(list[Feed]).validate_json(text)


@dataclass(frozen=True)
class Distribution:
    """A file that can be fetched."""

    title: str
    url: str
    media_type: str


@dataclass(frozen=True)
class Access:
    """A service that can be asked."""

    title: str
    endpoint: str
    description: str
    conforms_to: str


@dataclass(frozen=True)
class Dataset:
    """Something that is open, with the files that hold it."""

    id: str
    title: str
    description: str
    licence: Licence | None
    modified_at: datetime | None
    distributions: Sequence[Distribution]
    service: Access | None = None


@dataclass(frozen=True)
class Catalogue:
    """All that a system gives to everybody."""

    url: str
    title: str
    publisher: str
    home: str
    contact: str
    modified_at: datetime | None
    datasets: Sequence[Dataset]
