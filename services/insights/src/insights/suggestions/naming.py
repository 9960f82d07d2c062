"""Naming a theme of a comment that no model proposed: decided by a person, and by nobody else."""

from __future__ import annotations

from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import WriteSession
from common.errors import Forbidden
from insights.feedback.staging import Act
from insights.frameworks import service as frameworks
from insights.suggestions import repository, service
from insights.suggestions.errors import CommentNotFound, ThemeThere
from insights.suggestions.models import ThemeSuggestion
from insights.suggestions.repository import Suggested
from insights.suggestions.schemas import SuggestionOut
from insights.vocabularies import service as vocabularies
from insights.vocabularies.service import codes_of


async def name_theme(session: WriteSession, act: Act, item_id: UUID, code: str) -> SuggestionOut:
    """Give a comment of the caller's own a theme; who and when is kept.

    Where a model proposed it, its proposal is accepted. It can be rejected later like one.

    Raises:
        CommentNotFound: if there is none, or the caller may not see it.
        Forbidden: if it is another organisation's.
        Invalid: if there is no such theme today.
        ThemeThere: if the file that brought the comment said so already.
    """
    held = await repository.lock_item(session, item_id)
    if held is None:
        raise CommentNotFound
    item, source = held
    if not act.reader.owns(source.organisation_id):
        if act.reader.may_see(source.visibility, source.organisation_id):
            raise Forbidden("Name themes of your own organisation's comments only.")
        raise CommentNotFound
    framework = await _framework_of(session, act, code)
    suggestion = await repository.of_code(session, item_id, "theme", code)
    if suggestion is None:
        if code in item.themes:
            raise ThemeThere
        suggestion = ThemeSuggestion(
            ics=act.ics,
            id=new_id(),
            item_id=item_id,
            kind="theme",
            framework=framework,
            code=code,
            words=[],
            suggested_at=act.now,
            state="rejected",  # until it is decided, below
            decided_at=act.now,
            decided_by=act.reader.subject,
            version=0,
        )
        await repository.add(session, suggestion)
    found = Suggested(suggestion, item, source)
    return await service.decide(session, act, found, "accepted")


async def _framework_of(session: WriteSession, act: Act, code: str) -> str:
    """Give the vocabulary that a theme is in today, the system's own first."""
    names = await frameworks.codes(session)
    on = day_in_england(act.now)
    await vocabularies.check_codes(session, [codes_of("body.code", names, code)], on=on)
    known = await vocabularies.labels(session, names)
    return next(name for name in names if (name, code) in known)
