"""Who may be asked: the one place that decides it.

A member may be asked for a purpose on a day who agrees to it, does not object to it, and is not
paused. Whoever is *chosen* by what they told about themselves (by place, segment, quota, or a
sample that is spread over places) must not object to that either. Samples and pools use these
conditions, and mail the same facts by `panel.members.recipients`; no other part of the panel looks
at consents to decide whom to ask.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists

from panel.members.models import Consent, Member
from panel.rights.models import Objection, Pause

PROFILING = "profiling"
"""The purpose that is objected to by who does not want to be chosen by what they told."""


def may_be_asked(purpose: str, on: date, *, chosen: bool) -> ColumnElement[bool]:
    """Give the condition that a member, `Member` in the query, may be asked."""
    refused = [purpose, *([PROFILING] if chosen else [])]
    agrees = exists().where(
        Consent.ics == Member.ics,
        Consent.member_id == Member.id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
    )
    objects = exists().where(
        Objection.ics == Member.ics,
        Objection.member_id == Member.id,
        Objection.purpose.in_(refused),
    )
    paused = exists().where(Pause.ics == Member.ics, Pause.member_id == Member.id, Pause.until > on)
    return and_(agrees, ~objects, ~paused)


def may_be_asked_sql(purpose: str, on: str, chosen: str) -> str:
    """Give the same condition for a statement that calls the member ``m``.

    Args:
        purpose, on, chosen: the statement's placeholders of text, date and boolean, as ``$3``.
    """
    return f"""(
        EXISTS (SELECT FROM consents c WHERE c.ics = m.ics AND c.member_id = m.id
            AND c.purpose = {purpose} AND c.withdrawn_at IS NULL)
        AND NOT EXISTS (SELECT FROM objections o WHERE o.ics = m.ics AND o.member_id = m.id
            AND (o.purpose = {purpose} OR {chosen} AND o.purpose = '{PROFILING}'))
        AND NOT EXISTS (SELECT FROM pauses p WHERE p.ics = m.ics AND p.member_id = m.id
            AND p.until > {on}))"""  # noqa: S608 - placeholders, never values
