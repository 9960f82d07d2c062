"""SQL of mails: whose addresses are still kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from common.db.engine import ReadSession
from governance.bodies.models import Holder
from governance.confirmations.models import Confirmation
from governance.contacts.models import HolderContact
from governance.mail.models import Mail
from governance.petitions.models import Petition, Signature
from governance.questions.models import PublicQuestion

_KEPT: Mapping[str, tuple[Any, Select[Any]]] = {
    "confirmation": (Confirmation.id, select(Confirmation.id)),
    "question": (
        PublicQuestion.id,
        select(PublicQuestion.id).where(PublicQuestion.email_sealed.is_not(None)),
    ),
    "petition": (Petition.id, select(Petition.id).where(Petition.email_sealed.is_not(None))),
    "signature": (Signature.id, select(Signature.id)),
    "holder": (
        HolderContact.holder_id,
        select(HolderContact.holder_id).join(
            Holder, (Holder.ics == HolderContact.ics) & (Holder.id == HolderContact.holder_id)
        ),
    ),
}
"""Of each kind of source the column of its id, and those that keep an address."""


async def without_address(session: ReadSession, mails: Sequence[Mail], today: date) -> set[UUID]:
    """Give the ids of the mails whose source keeps their address no more; of a holder that is so,
    too, once their time has ended."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for one in mails:
        if one.source is not None and one.source_id is not None:
            wanted[one.source].add(one.source_id)
    kept = set()
    for kind, ids in wanted.items():
        column, query = _KEPT[kind]
        if kind == "holder":
            query = query.where(or_(Holder.valid_to.is_(None), Holder.valid_to > today))
        kept |= {(kind, one) for one in await session.scalars(query.where(column.in_(ids)))}
    return {
        one.id for one in mails
        if one.source is not None and (one.source, one.source_id) not in kept
    }  # fmt: skip
