"""Signatures on paper: staff count them and say where the sheets are kept. Names of signers are
never taken down. A count that was wrong is corrected by another one, with the reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.petitions import repository, signing
from governance.petitions.errors import CountCorrected, CountNotFound, PetitionState
from governance.petitions.models import PaperCount, Petition
from governance.petitions.schemas import PaperCountIn


async def of_petition(session: ReadSession, petition: Petition) -> list[PaperCount]:
    """List the counts of a petition, those that were corrected too, in order."""
    return await repository.paper_counts(session, petition.id)


async def count(
    session: WriteSession, ics: SystemCode, petition: Petition, data: PaperCountIn, *, by: str,
    now: datetime, ids: NewId = new_id,
) -> PaperCount:  # fmt: skip
    """Add signatures on paper to a petition, or correct a count; the petition must be locked.

    They count towards the thresholds together with those that were given online. What was announced
    stays announced.

    Raises:
        PetitionState: if the petition was never open, or was answered.
        CountNotFound: if it has no count that is to be corrected.
        CountCorrected: if that count was corrected before.
        Invalid: if the day of counting lies before its opening or in the future.
    """
    if petition.state not in {"open", "closed"} or petition.opened_on is None:
        raise PetitionState(f"Sheets count from its opening to its answer; it is {petition.state}.")
    today = day_in_england(now)
    if not petition.opened_on <= data.counted_on <= today:
        raise Invalid(
            "Sheets are counted after the petition was opened, and before they are entered.",
            fields=(
                FieldError("body.counted_on", f"must be from {petition.opened_on} to {today}"),
            ),
        )
    earlier = {one.id: one for one in await repository.paper_counts(session, petition.id)}
    before = 0
    if data.corrects_id is not None:
        if data.corrects_id not in earlier:
            raise CountNotFound
        before = earlier[data.corrects_id].signatures
    added = PaperCount(ics=ics, id=ids(), petition_id=petition.id, recorded_at=now, recorded_by=by,
                       **data.model_dump())  # fmt: skip
    session.add(added)
    try:
        await session.flush()
    except IntegrityError:
        raise CountCorrected from None
    petition.paper_signatures += data.signatures - before
    petition.version += 1
    await session.flush()
    await signing.announce(session, ics, petition, now)
    return added
