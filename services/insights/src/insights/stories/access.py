"""Who may change a story, from which revision and in which state; who may ask for which use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.web.versions import check_version
from insights.audience import Reader
from insights.stories import repository
from insights.stories.errors import NotInThatState, NotYours, StoryNotFound
from insights.stories.models import Story
from insights.stories.schemas import PUBLIC_PAGE, State


@dataclass(frozen=True)
class Act:
    """Who does something to a story, in which system, when."""

    ics: SystemCode
    reader: Reader
    now: datetime


async def own(
    session: WriteSession, act: Act, story_id: UUID, expected: int | None = None
) -> Story:
    """Give a story that is the caller's own to change, locked.

    Raises:
        StoryNotFound: if there is none, or it isn't the caller's and not before others.
        NotYours: if it belongs to another organisation.
        PreconditionFailed: if its revision isn't the expected one.
    """
    story = await repository.lock(session, story_id)
    if story is None:
        raise StoryNotFound
    if not act.reader.owns(story.organisation_id):
        raise NotYours if story.state == State.PUBLISHED else StoryNotFound
    if expected is not None:
        check_version(story.revision, expected)
    return story


def require(story: Story, done: str, *states: State) -> None:
    """Check that a step is possible.

    Raises:
        NotInThatState: if it isn't.
    """
    if story.state not in states:
        raise NotInThatState(done, story.state)


def may_ask(reader: Reader, use: str) -> bool:
    """Tell whether a reader may ask for stories for a use.

    What is on the public page is for everybody; for any other use one must be of a partner
    organisation, or of the system's own team.
    """
    return use == PUBLIC_PAGE or reader.is_partner or reader.is_editor
