"""The rules of stories: deposit, change, consent, publish.

Consent is to the story as it is: a change of its words or media needs a new one. How a story goes
is in `insights.stories.leaving`, who is given it in `insights.stories.reading`.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.errors import FieldError, Invalid
from common.events.insights import StoryPublished
from common.messaging.outbox import record
from insights.audience import Reader
from insights.files import service as files
from insights.files.service import Owner
from insights.organisations import service as organisations
from insights.stories import feed, repository
from insights.stories.access import Act, own, require
from insights.stories.clearing import refuse_personal_data
from insights.stories.codes import hash_of, new_code
from insights.stories.errors import ConsentDoesNotCover, NotYours, StoryNotFound
from insights.stories.models import Consent, Story
from insights.stories.schemas import PUBLIC_PAGE, ConsentIn, State, StoryFields, StoryIn, StoryPatch
from insights.vocabularies.service import (
    COMMUNITIES,
    PLACES,
    STORY_CONSENT_MEANS,
    STORY_USES,
    THEMES,
    Codes,
    check_codes,
    codes_of,
)


async def deposit(session: WriteSession, act: Act, data: StoryIn) -> tuple[Story, str]:
    """Deposit a story as a draft, with what the person agreed to; give their withdrawal code too.

    Raises:
        NotYours, OrganisationNotInBeing, OrganisationNotFound: if the caller can't deposit there.
        Invalid: naming each code that isn't known, and what is wrong with the consent.
    """
    organisation_id = data.organisation_id or act.reader.organisation_id
    if not act.reader.owns(organisation_id):
        raise NotYours
    await organisations.require_in_being(session, act.reader, now=act.now)
    if data.organisation_id is not None:
        await organisations.get(session, data.organisation_id)
    await _check_fields(session, data, on=day_in_england(act.now))
    await _check_consent(session, data.consent, "body.consent", on=day_in_england(act.now))
    number = await repository.next_number(session, act.ics, act.now.year)
    code = new_code()
    story = Story(
        ics=act.ics,
        id=new_id(),
        reference=f"{act.ics}-S-{act.now.year}-{number:04d}",
        organisation_id=organisation_id,
        state=State.DRAFT,
        revision=1,
        content_version=1,
        consent_version=1,
        title=data.title,
        words=data.words,
        described_as=data.described_as,
        communities=data.communities,
        places=data.places,
        themes=data.themes,
        withdrawal_code_hash=hash_of(act.ics, code),
        created_at=act.now,
        created_by=act.reader.subject,
    )
    await repository.add(session, story, _consent(act, story, data.consent))
    return story, code


async def change(
    session: WriteSession, act: Act, story_id: UUID, expected: int, patch: StoryPatch
) -> Story:
    """Change a draft. The person must agree to it as it is then before it can be published.

    Raises:
        StoryNotFound, NotYours, PreconditionFailed: see `insights.stories.access.own`.
        NotInThatState: if it is published or gone: what a person agreed to is never changed.
        Invalid: naming each code that isn't known.
    """
    story = await own(session, act, story_id, expected)
    require(story, "changed", State.DRAFT)
    sent = patch.model_dump(exclude_unset=True)
    absent = [n for n, value in sent.items() if value is None and n != "described_as"]
    if absent:
        fields = tuple(FieldError(f"body.{name}", "cannot be null") for name in absent)
        raise Invalid("These fields cannot be empty.", fields=fields)
    before = {name: getattr(story, name) for name in StoryFields.model_fields}
    after = StoryFields.model_validate(before | sent)
    await _check_fields(session, after, on=day_in_england(act.now))
    for name in sent:
        setattr(story, name, getattr(after, name))
    return await content_changed(session, story)


async def content_changed(session: WriteSession, story: Story) -> Story:
    """Note that a draft's words or media were changed: no consent is to it as it is now."""
    story.content_version += 1
    return await _step(session, story)


async def agree(
    session: WriteSession, act: Act, story_id: UUID, expected: int, data: ConsentIn
) -> Story:
    """Record what the person agrees to from now on; what they agreed to before has ended.

    Both are kept, neither with any word of the story. A story that is published stays so, for the
    new uses alone.

    Raises:
        StoryNotFound, NotYours, PreconditionFailed: see `insights.stories.access.own`.
        NotInThatState: if the story is gone.
        Invalid: naming what is wrong with the consent.
    """
    story = await own(session, act, story_id, expected)
    require(story, "agreed to", State.DRAFT, State.PUBLISHED)
    await _check_consent(session, data, "body", on=day_in_england(act.now))
    await repository.end_consents(session, story.id, act.now)
    story.consent_version += 1
    await repository.add_consent(session, _consent(act, story, data))
    await _step(session, story)
    if story.state == State.PUBLISHED:
        await _announce(session, act, story, public=PUBLIC_PAGE in data.uses)
    return story


async def publish(session: WriteSession, act: Act, story_id: UUID, expected: int) -> Story:
    """Let a story be used for what the person agreed to.

    Raises:
        StoryNotFound, NotYours, PreconditionFailed: see `insights.stories.access.own`.
        NotInThatState: if it isn't a draft.
        ConsentDoesNotCover: if the person agreed to other words or media, or the consent has ended.
        PersonalDataFound: naming each field and position; nothing is published then.
        FilesUnexplained, FileWithheld: see `insights.files.service.refuse_unexplained`.
    """
    story = await own(session, act, story_id, expected)
    require(story, "published", State.DRAFT)
    consent = await repository.consent(session, story.id, story.consent_version)
    ended = consent.ended_at is not None or consent.valid_until < day_in_england(act.now)
    if ended or consent.content_version != story.content_version:
        raise ConsentDoesNotCover
    await refuse_personal_data(session, story)
    await files.refuse_unexplained(session, Owner("story", story.id))
    story.state = State.PUBLISHED
    story.published_at = act.now
    await _step(session, story)
    await _announce(session, act, story, public=PUBLIC_PAGE in consent.uses)
    return story


async def renew_code(session: WriteSession, act: Act, story_id: UUID) -> str:
    """Make a new withdrawal code for a person who lost theirs; the old one is void.

    Raises:
        StoryNotFound, NotYours: see `insights.stories.access.own`.
        NotInThatState: if the story is gone.
    """
    story = await own(session, act, story_id)
    require(story, "given a new code", State.DRAFT, State.PUBLISHED)
    code = new_code()
    story.withdrawal_code_hash = hash_of(act.ics, code)
    await session.flush()
    return code


async def consents(session: ReadSession, story_id: UUID, reader: Reader) -> list[Consent]:
    """Give every version of the consent to whoever deposited the story; also once it is gone.

    Raises:
        StoryNotFound: if there is none, or it isn't the reader's own.
    """
    told = await repository.get(session, story_id, repository.owned(reader))
    if told is None:
        raise StoryNotFound
    return list(await repository.consents(session, story_id))


async def _announce(session: WriteSession, act: Act, story: Story, *, public: bool) -> None:
    await feed.note(session, act.ics, story.id, shown=public, now=act.now)
    fact = StoryPublished(
        story_id=story.id, consent_version=story.consent_version, published_at=act.now
    )
    await record(session, act.ics, fact, now=act.now)


async def _step(session: WriteSession, story: Story) -> Story:
    story.revision += 1
    await session.flush()
    return story


async def _check_fields(session: ReadSession, data: StoryFields, *, on: date) -> None:
    await check_codes(
        session,
        [
            Codes("body.communities", COMMUNITIES, data.communities),
            Codes("body.places", PLACES, data.places),
            Codes("body.themes", THEMES, data.themes),
        ],
        on=on,
    )


async def _check_consent(session: ReadSession, data: ConsentIn, path: str, *, on: date) -> None:
    await check_codes(
        session,
        [
            Codes(f"{path}.uses", STORY_USES, data.uses),
            Codes(f"{path}.places", PLACES, data.places),
            codes_of(f"{path}.means", STORY_CONSENT_MEANS, data.means),
        ],
        on=on,
    )
    wrong = []
    if data.valid_until < on:
        wrong.append(FieldError(f"{path}.valid_until", "is past"))
    if data.agreed_on > on:
        wrong.append(FieldError(f"{path}.agreed_on", "is still to come"))
    if data.places and PUBLIC_PAGE in data.uses:
        wrong.append(FieldError(f"{path}.uses", f"{PUBLIC_PAGE} is everywhere, so name no places"))
    if wrong:
        raise Invalid("The consent is not one that can be kept to.", fields=tuple(wrong))


def _consent(act: Act, story: Story, data: ConsentIn) -> Consent:
    return Consent(
        ics=act.ics,
        story_id=story.id,
        version=story.consent_version,
        content_version=story.content_version,
        **data.model_dump(),
        recorded_at=act.now,
        recorded_by=act.reader.subject,
    )
