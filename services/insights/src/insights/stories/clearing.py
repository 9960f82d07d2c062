"""The check of a story for personal data before publication, and the clearing of what it finds."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.errors import FieldError
from common.personal_data import Hit, check, texts_of
from insights.audience import Reader
from insights.named_people import personal_data_in
from insights.stories import repository
from insights.stories.access import Act, own
from insights.stories.errors import NothingToClear, PersonalDataFound, StoryNotFound
from insights.stories.models import Story
from insights.stories.schemas import TEXT_FIELDS, ClearanceIn, HitOut


async def listing(session: ReadSession, story_id: UUID, reader: Reader) -> list[HitOut]:
    """List what in a story reads like personal data, cleared or not; to whoever deposited it.

    Raises:
        StoryNotFound: if there is none, or it isn't the reader's own.
    """
    told = await repository.get(session, story_id, repository.owned(reader))
    if told is None:
        raise StoryNotFound
    story = told[0]
    cleared = await repository.clearances(session, story.id, story.content_version)
    return [
        HitOut(
            content_version=story.content_version,
            field=hit.field,
            start=hit.start,
            end=hit.end,
            kind=hit.kind,
            message=hit.message,
            cleared=(hit.field, hit.start, hit.kind) in cleared,
        )
        for hit in _hits(story)
    ]


async def clear(session: WriteSession, act: Act, story_id: UUID, clearance: ClearanceIn) -> None:
    """Record that something which reads like personal data may stay in a story, and why.

    Raises:
        StoryNotFound, NotYours: see `insights.stories.access.own`.
        NothingToClear: if nothing of that kind is found at that place of the story as it is now.
        PersonalDataFound: if the reason reads like personal data itself.
    """
    story = await own(session, act, story_id)
    places = {(hit.field, hit.start, hit.kind) for hit in _hits(story)}
    place = (clearance.field, clearance.start, clearance.kind)
    if clearance.content_version != story.content_version or place not in places:
        raise NothingToClear
    check_words("body.reason", clearance.reason)
    await repository.add_clearance(
        session,
        {
            "ics": act.ics,
            "story_id": story.id,
            **clearance.model_dump(),
            "cleared_at": act.now,
            "cleared_by": act.reader.subject,
        },
    )


async def refuse_personal_data(session: ReadSession, story: Story) -> None:
    """Refuse to publish a story while anything in it reads like personal data uncleared.

    Raises:
        PersonalDataFound: naming each field and position.
    """
    cleared = await repository.clearances(session, story.id, story.content_version)
    left = [hit for hit in _hits(story) if (hit.field, hit.start, hit.kind) not in cleared]
    if left:
        raise PersonalDataFound(tuple(FieldError(hit.field, hit.message) for hit in left))


def check_words(field: str, text: str) -> None:
    """Refuse words beside a story that read like personal data.

    Raises:
        PersonalDataFound: naming the field and the position.
    """
    hits = check([(field, text)])
    if hits:
        raise PersonalDataFound(tuple(FieldError(hit.field, hit.message) for hit in hits))


def _hits(story: Story) -> list[Hit]:
    said = {name: getattr(story, name) for name in TEXT_FIELDS if getattr(story, name)}
    return personal_data_in(texts_of(said, TEXT_FIELDS))
