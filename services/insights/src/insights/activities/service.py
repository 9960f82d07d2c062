"""The rules of activities: registered when planned, with what is near; changed; called off."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import ValidationError

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.events.insights import ActivityChanged, ActivityRegistered
from common.messaging.outbox import record
from common.personal_data import check
from common.web.validation import field_errors
from common.web.versions import check_version
from insights.activities import matching, repository
from insights.activities.errors import (
    ActivityNotFound,
    NotInThatStatus,
    NotTheLead,
    ReasonNeeded,
)
from insights.activities.models import Activity
from insights.activities.nearness import Facets
from insights.activities.schemas import (
    ActivityFields,
    ActivityIn,
    ActivityPatch,
    CallOffIn,
    NearMatch,
)
from insights.arrivals import service as arrivals
from insights.audience import Reader
from insights.organisations import service as organisations
from insights.owners import reader_for
from insights.search import service as search
from insights.vocabularies.service import (
    COMMUNITIES,
    METHODS,
    PLACES,
    SPECTRUM,
    THEMES,
    Codes,
    check_codes,
    codes_of,
)

_ORDER = ("planned", "under_way", "finished")
_REQUIRED = ("title", "themes", "communities", "places", "methods", "visibility", "status")


@dataclass(frozen=True)
class Act:
    """Who does something to an activity, in which system, when."""

    ics: SystemCode
    reader: Reader
    now: datetime


async def get(
    session: ReadSession, activity_id: UUID, reader: Reader
) -> tuple[Activity, list[NearMatch]]:
    """Give an activity, and to those who lead it what came near, as far as they may see it today.

    Raises:
        ActivityNotFound: if there is none, or the reader may not know of it.
    """
    activity = await repository.get(session, activity_id, reader)
    if activity is None:
        raise ActivityNotFound
    if not reader.owns(activity.organisation_id):
        return activity, []
    return activity, await matching.kept(session, activity_id, reader)


async def register(
    session: WriteSession, act: Act, data: ActivityIn
) -> tuple[Activity, list[NearMatch]]:
    """Register an activity, and answer with what is near.

    It is registered in any case, so that others see it planned. Where something is near, it can't
    get under way before a reason to ask all the same is recorded.
    """
    lead = data.organisation_id or act.reader.organisation_id
    if not act.reader.owns(lead):
        raise NotTheLead
    await organisations.require_in_being(session, act.reader, now=act.now)
    if data.organisation_id is not None:
        await organisations.get(session, data.organisation_id)
    await _check(session, data, day_in_england(act.now))
    _check_words({"going_ahead_reason": data.going_ahead_reason})
    matches = await matching.near(
        session,
        reader_for(lead, in_being=True),
        facets_of(data),
        data.topic,
        on=day_in_england(act.now),
    )
    activity = Activity(
        ics=act.ics,
        id=new_id(),
        **data.model_dump(exclude={"organisation_id"}),
        organisation_id=lead,
        status="planned",
        reused_finding_ids=[],
        version=1,
        created_at=act.now,
        created_by=act.reader.subject,
    )
    await repository.add(session, activity, matches)
    await arrivals.of_activity(session, act.ics, activity.id, now=act.now)
    await record(session, act.ics, registered(activity), now=act.now)
    return activity, await matching.kept(session, activity.id, act.reader)


async def change(
    session: WriteSession, act: Act, activity_id: UUID, expected: int, patch: ActivityPatch
) -> tuple[Activity, list[NearMatch]]:
    """Change an activity, or move it on.

    What is changed to be about something else is held against what is known and planned again, as
    if it were registered: whoever plans one thing and asks another needs a reason too.

    Raises:
        ReasonNeeded: if it would get under way while something is near and no reason is given.
        NotInThatStatus: if it is over, called off, or would go back.
    """
    activity = await _own(session, act, activity_id, expected)
    await organisations.require_in_being(session, act.reader, now=act.now)
    if activity.status in {"finished", "called_off"}:
        raise NotInThatStatus(activity.status)
    sent = patch.model_dump(exclude_unset=True)
    empty = [name for name in _REQUIRED if name in sent and sent[name] is None]
    if empty:
        raise Invalid(
            "These fields cannot be empty.",
            fields=tuple(FieldError(f"body.{name}", "cannot be null") for name in empty),
        )
    status = sent.pop("status", activity.status)
    reason = sent.pop("going_ahead_reason", activity.going_ahead_reason)
    _check_words({"going_ahead_reason": patch.going_ahead_reason})
    if _ORDER.index(status) < _ORDER.index(activity.status):
        raise NotInThatStatus(activity.status)
    before = _about(activity)
    await _apply(session, activity, sent, day_in_england(act.now))
    if _about(activity) != before:
        lead = reader_for(activity.organisation_id, in_being=True)
        own = facets_of(activity)
        near = await matching.near(
            session, lead, own, activity.topic, on=day_in_england(act.now), activity_id=activity.id
        )
        await repository.replace_matches(session, activity, near)
    matches = await matching.kept(session, activity.id, act.reader)
    if status != "planned" and matches and not reason:
        raise ReasonNeeded
    activity.status = status
    activity.going_ahead_reason = reason
    await note_change(session, act.ics, activity, act.now)
    return activity, matches


async def call_off(
    session: WriteSession, act: Act, activity_id: UUID, expected: int, data: CallOffIn
) -> tuple[Activity, list[NearMatch]]:
    """Call an activity off; with findings that are used in its place, it counts as avoided."""
    activity = await _own(session, act, activity_id, expected)
    if activity.status in {"finished", "called_off"}:
        raise NotInThatStatus(activity.status)
    known = await search.published_ids(session, data.reused_finding_ids, act.reader)
    wrong = tuple(
        FieldError(f"body.reused_finding_ids[{index}]", "is no published finding you can see")
        for index, finding_id in enumerate(data.reused_finding_ids)
        if finding_id not in known
    )
    if wrong:
        raise Invalid("Some findings are not known. GET /search finds them.", fields=wrong)
    _check_words({"reason": data.reason})
    activity.status = "called_off"
    activity.called_off_reason = data.reason
    activity.reused_finding_ids = list(dict.fromkeys(data.reused_finding_ids))
    await note_change(session, act.ics, activity, act.now)
    return activity, await matching.kept(session, activity.id, act.reader)


async def visible_ids(session: ReadSession, ids: Collection[UUID], reader: Reader) -> set[UUID]:
    """Give those of the ids that are activities which the reader may see."""
    return await repository.visible_ids(session, ids, reader)


async def known_findings(
    session: ReadSession, activities: Sequence[Activity], reader: Reader
) -> set[UUID]:
    """Give those findings used in the place of activities that the reader may know of today."""
    ids = {one for activity in activities for one in activity.reused_finding_ids}
    return await repository.known_findings(session, ids, reader)


def _about(activity: Activity) -> tuple[Facets, str | None]:
    return facets_of(activity), activity.topic


def facets_of(data: ActivityFields | Activity) -> Facets:
    """Give what an activity is about."""
    return Facets(
        data.title, data.themes, data.communities, data.places, data.starts_on, data.ends_on
    )


def registered(activity: Activity) -> ActivityRegistered:
    """Make the event of a registered activity."""
    return ActivityRegistered(**_said(activity))


async def note_change(
    session: WriteSession, ics: SystemCode, activity: Activity, now: datetime
) -> None:
    """Count a change that was made to a locked activity, and say so to other services."""
    activity.version += 1
    await session.flush()
    await arrivals.of_activity(session, ics, activity.id, now=now)
    event = ActivityChanged.model_validate(_said(activity) | {"status": activity.status})
    await record(session, ics, event, now=now)


def _said(activity: Activity) -> dict[str, object]:
    return {
        "activity_id": activity.id,
        "title": activity.title,
        "method": activity.methods[0],
        "spectrum_level": activity.spectrum_level,
        "places": activity.places,
        "communities": activity.communities,
        "themes": activity.themes,
        "starts_on": activity.starts_on,
        "ends_on": activity.ends_on,
        "organisation_id": activity.organisation_id,
        "survey_id": activity.survey_id,
        "selection_id": activity.selection_id,
        "visibility": activity.visibility,
    }


async def _own(session: WriteSession, act: Act, activity_id: UUID, expected: int) -> Activity:
    activity = await repository.lock(session, activity_id)
    if activity is None:
        raise ActivityNotFound
    if not act.reader.owns(activity.organisation_id):
        seen = act.reader.may_see(activity.visibility, activity.organisation_id)
        raise NotTheLead if seen else ActivityNotFound
    check_version(activity.version, expected)
    return activity


async def _apply(
    session: WriteSession, activity: Activity, sent: dict[str, object], today: date
) -> None:
    names = ActivityFields.model_fields
    before = {name: getattr(activity, name) for name in names}
    try:
        after = ActivityFields.model_validate(before | sent)
    except ValidationError as error:
        raise Invalid(
            "With this change the activity would not be valid.",
            fields=field_errors(error.errors(include_input=False)),
        ) from None
    if sent:
        await _check(session, after, today)
    for name in names:
        setattr(activity, name, getattr(after, name))


async def _check(session: ReadSession, data: ActivityFields, today: date) -> None:
    """Check codes, and that the words which go out with the event bear no personal data."""
    await check_codes(
        session,
        [
            Codes("body.themes", THEMES, data.themes),
            Codes("body.communities", COMMUNITIES, data.communities),
            Codes("body.places", PLACES, data.places),
            Codes("body.methods", METHODS, data.methods),
            codes_of("body.spectrum_level", SPECTRUM, data.spectrum_level),
        ],
        on=today,
    )
    _check_words({"title": data.title, "topic": data.topic})


def _check_words(said: Mapping[str, str | None]) -> None:
    hits = check((f"body.{name}", words) for name, words in said.items() if words)
    if hits:
        raise Invalid(
            "Leave out what reads like personal data: an activity is shown to others.",
            fields=tuple(FieldError(hit.field, hit.message) for hit in hits),
        )
