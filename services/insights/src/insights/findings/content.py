"""The content of a finding: merging changes, checking codes, and putting a version in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from pydantic import ValidationError

from common.db.engine import ReadSession
from common.errors import FieldError, Invalid
from common.personal_data import check
from common.web.validation import field_errors
from insights.activities import service as activities
from insights.audience import Reader
from insights.findings.errors import PersonalDataFound
from insights.findings.models import Finding
from insights.findings.schemas import FindingContent, FindingPatch
from insights.frameworks import service as frameworks
from insights.organisations import service as organisations
from insights.vocabularies.service import (
    COMMUNITIES,
    LICENCES,
    METHODS,
    PLACES,
    SOURCES,
    SPECTRUM,
    STRENGTHS,
    Codes,
    check_codes,
    codes_of,
)


def merged(content: FindingContent, patch: FindingPatch) -> FindingContent:
    """Apply a change to a content.

    Raises:
        Invalid: if the whole isn't a valid content.
    """
    try:
        return FindingContent.model_validate(
            content.model_dump() | patch.model_dump(exclude_unset=True)
        )
    except ValidationError as error:
        raise Invalid(
            "With this change the finding would not be valid.",
            fields=field_errors(error.errors(include_input=False)),
        ) from None


async def check_content(
    session: ReadSession, content: FindingContent, reader: Reader, *, on: date,
    kept: Collection[UUID] = (),
) -> None:  # fmt: skip
    """Check the codes of a content against the vocabularies of the day, and its activities.

    Args:
        kept: activities that it named before this change; they stay, whoever may see them now.

    Raises:
        Invalid: naming each field with a code or an activity that isn't known.
    """
    await check_codes(
        session,
        [
            Codes("body.communities", COMMUNITIES, content.communities),
            Codes("body.places", PLACES, content.places),
            Codes("body.methods", METHODS, content.methods),
            Codes("body.themes", await frameworks.codes(session), content.themes),
            codes_of("body.spectrum_level", SPECTRUM, content.spectrum_level),
            codes_of("body.source", SOURCES, content.source),
            codes_of("body.strength", STRENGTHS, content.strength),
            codes_of("body.licence", LICENCES, content.licence),
        ],
        on=on,
    )
    await _check_named(session, content)
    known = await activities.visible_ids(session, content.activity_ids, reader)
    wrong = tuple(
        FieldError(f"body.activity_ids[{index}]", "is no activity that you can see")
        for index, activity_id in enumerate(content.activity_ids)
        if activity_id not in known and activity_id not in kept
    )
    if wrong:
        raise Invalid("Some activities are not known. GET /activities lists them.", fields=wrong)


async def _check_named(session: ReadSession, content: FindingContent) -> None:
    """Check that the organisations that a finding speaks about are known, each named once."""
    ids = [one.id for one in content.speaks_about if one.kind == "organisation"]
    known = await organisations.names(session, set(ids))
    seen: set[UUID] = set()
    wrong = []
    for index, one in enumerate(content.speaks_about):
        place = f"body.speaks_about[{index}].id"
        if one.kind == "organisation" and one.id not in known:
            wrong.append(FieldError(place, "is no organisation of this system"))
        elif one.id in seen:
            wrong.append(FieldError(place, "is named twice"))
        seen.add(one.id)
    if wrong:
        raise Invalid("Some that it speaks about are not known.", fields=tuple(wrong))
    names = [(f"body.speaks_about[{n}].name", one.name) for n, one in
             enumerate(content.speaks_about) if one.name]  # fmt: skip
    check_words(names)


def check_words(fields: Iterable[tuple[str, str]]) -> None:
    """Refuse words that are published as they stand and read like personal data.

    Raises:
        PersonalDataFound: naming the field and the position.
    """
    hits = check(fields)
    if hits:
        raise PersonalDataFound(tuple(FieldError(hit.field, hit.message) for hit in hits))


def set_in_force(finding: Finding, content: FindingContent) -> None:
    """Make a content the one that the finding is found and shown by."""
    finding.content = content.model_dump(mode="json")
    finding.title = content.title
    finding.summary = content.summary
    finding.themes = content.themes
    finding.communities = content.communities
    finding.places = content.places
    finding.methods = content.methods
    finding.source = content.source
    finding.strength = content.strength
    finding.visibility = content.visibility
    finding.heard_to = content.heard_to
    finding.activity_ids = content.activity_ids
