"""Listing what a system gives to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from insights.catalogue.schemas import Access, Catalogue, Dataset, Distribution, Feed, feeds
from insights.exports import service as exports
from insights.exports.service import Openings
from insights.exports.writing import FORMS
from insights.vocabularies.service import Licence

_TITLES = {"csv": "CSV", "jsonl": "JSON Lines", "parquet": "Apache Parquet"}


@dataclass(frozen=True)
class Place:
    """Where the catalogue is, as its readers see it, and whom they write to."""

    public_url: str
    ics: SystemCode
    contact: str

    def of(self, path: str) -> str:
        """Give an address of the system."""
        return self.public_url + path.format(ics=self.ics)


async def catalogue(session: ReadSession, place: Place) -> Catalogue:
    """Make the catalogue of a system.

    Raises:
        NotFound: if the system was not loaded yet.
    """
    open_ = await exports.openings(session)
    datasets = [_findings(place, open_, licence) for licence in open_.findings_under]
    if open_.activities_under is not None:
        datasets.append(_activities(place, open_.activities_under))
    datasets += [_feed(place, feed) for feed in feeds()]
    return Catalogue(
        url=place.of("/feeds/{ics}/catalogue"),
        title=f"Open data: {open_.system}",
        publisher=open_.system,
        home=f"{place.public_url}/{open_.slug}/",
        contact=place.contact,
        modified_at=open_.modified_at,
        datasets=datasets,
    )


def _findings(place: Place, open_: Openings, licence: Licence) -> Dataset:
    return Dataset(
        id=f"findings-{licence.code}",
        title=f"Published findings under {licence.label}",
        description="What was heard, from whom, when and how: the findings that are public and "
        f"under {licence.label}. Quotations are left out. Each row says whom to name.",
        licence=licence,
        modified_at=open_.modified_at,
        distributions=_files(place, "findings", {"licence": licence.code}),
    )


def _activities(place: Place, licence: Licence) -> Dataset:
    return Dataset(
        id="activities",
        title="Engagement activities",
        description="Engagement that is planned, under way or over, as far as it is public.",
        licence=licence,
        modified_at=None,
        distributions=_files(place, "activities", {}),
    )


def _files(place: Place, name: str, query: dict[str, str]) -> list[Distribution]:
    asked = f"?{urlencode(query)}" if query else ""
    return [
        Distribution(
            _TITLES[form.name],
            place.of(f"/feeds/{{ics}}/{name}.{form.name}") + asked,
            form.media_type,
        )
        for form in FORMS.values()
    ]


def _feed(place: Place, feed: Feed) -> Dataset:
    return Dataset(
        id=feed.id,
        title=feed.title,
        description=feed.description,
        licence=None,
        modified_at=None,
        distributions=[
            Distribution(file.title, place.of(file.path), file.media_type) for file in feed.files
        ],
        service=None
        if feed.service is None
        else Access(
            feed.service.title,
            place.of(feed.service.path),
            place.of(feed.service.description_path),
            feed.service.conforms_to,
        ),
    )
