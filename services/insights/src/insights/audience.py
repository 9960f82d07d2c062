"""Who may see and change what: one place for the rule, as Python and as SQL.

A thing in the library is *public*, for *partners* (organisations of the same system), or for its
own *organisation*. A reader is one of:

- the system's **editors**: no organisation of their own, and the scope to publish or to manage;
  they see and may change everything;
- a **partner**: belongs to an organisation that is one of the system's today; sees public,
  partners' and its own;
- one of an organisation that the system doesn't have, or has no more: sees public and its own;
- anyone else who may read: sees what is public. A credential without an organisation and without
  an editor's scope is never taken for a partner.

Before publication a finding is seen by its own organisation and by editors only; what is under
embargo is not published yet (`insights.findings.embargoes` has that rule whole).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, true

Visibility = Literal["public", "partners", "organisation"]


@dataclass(frozen=True)
class Reader:
    """Who asks: a subject, perhaps of an organisation, perhaps an editor of the system."""

    subject: str
    organisation_id: UUID | None = None
    scopes: frozenset[str] = frozenset()
    in_being: bool = False
    """Whether the organisation, if there is one, is one of the system's today; unless somebody has
    looked it is taken for none."""

    @property
    def is_partner(self) -> bool:
        """Tell whether this reader belongs to an organisation that is one of the system's."""
        return self.organisation_id is not None and self.in_being

    @property
    def is_editor(self) -> bool:
        """Tell whether this is the system's own team, which publishes for everybody."""
        editorial = {"insights:publish", "insights:manage"}
        return self.organisation_id is None and bool(editorial & self.scopes)

    def owns(self, organisation_id: UUID | None) -> bool:
        """Tell whether a thing of that organisation is this reader's own to change."""
        if self.is_editor:
            return True
        if organisation_id is None:
            return self.organisation_id is None and "insights:deposit" in self.scopes
        return self.organisation_id == organisation_id

    def sees_exact_number_of(self, organisation_id: UUID | None) -> bool:
        """Tell whether a number of people is told as that organisation gave it: to itself and to
        editors.

        Everybody else, partners too, is told it rounded, and none where it is small
        (`insights.vocabularies.service.Rounding`). Disclosure control is on every published count,
        staff with the permission aside (rules 8 of the panel and 10 of the library); to give a
        count to other organisations is to publish it, and a small one of a small community may
        tell who was asked.
        """
        return self.owns(organisation_id)

    def may_see(self, visibility: str, organisation_id: UUID | None) -> bool:
        """Tell whether this reader may see a published thing."""
        if visibility == "public" or self.owns(organisation_id):
            return True
        return visibility == "partners" and self.is_partner


ANYONE = Reader(subject="anyone")
"""A reader about whom nothing is known: sees what is public."""


def owned_by(reader: Reader, organisation_id: Any) -> ColumnElement[bool]:
    """Give `Reader.owns` as a condition on a column."""
    if reader.is_editor:
        return true()
    if reader.organisation_id is not None:
        return _is(organisation_id == reader.organisation_id)
    if "insights:deposit" in reader.scopes:
        return _is(organisation_id.is_(None))
    return false()


def visible_to(reader: Reader, visibility: Any, organisation_id: Any) -> ColumnElement[bool]:
    """Give `Reader.may_see` as a condition on two columns."""
    conditions = [_is(visibility == "public"), owned_by(reader, organisation_id)]
    if reader.is_partner:
        conditions.append(_is(visibility == "partners"))
    return or_(*conditions)


def _is(condition: Any) -> ColumnElement[bool]:
    return and_(true(), condition)
