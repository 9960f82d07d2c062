"""Whose saved searches, notices and mail address: an organisation's, or the editors' own.

The system's editors are an owner too; they have no organisation, so theirs bears none. Nobody sees
what belongs to another owner, editors included.
"""

from __future__ import annotations

from uuid import UUID

from common.errors import Forbidden
from insights.audience import Reader


class NobodysOwn(Forbidden):
    """The credential stands for no organisation and for no editor."""

    code = "no-organisation"
    title = "Your credential stands for no organisation"

    def __init__(self) -> None:
        super().__init__(
            "Saved searches and notices belong to an organisation, or to the system's editors. "
            "Use a credential that names your organisation."
        )


def owner_of(reader: Reader) -> UUID | None:
    """Give the organisation that a reader acts for; None for the system's editors.

    Raises:
        NobodysOwn: if the reader is neither.
    """
    if reader.organisation_id is None and not reader.is_editor:
        raise NobodysOwn
    return reader.organisation_id


def reader_for(owner: UUID | None, *, in_being: bool = False) -> Reader:
    """Give an owner as a reader: what they may see when nobody of theirs is asking.

    Args:
        in_being: whether the organisation is one of the system's today.
    """
    scope = "insights:manage" if owner is None else "insights:read"
    return Reader("worker", owner, frozenset({scope}), in_being)
