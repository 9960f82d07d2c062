"""How a leaf is shown to who may read what it states."""

from __future__ import annotations

import base64

from common.db.engine import ReadSession
from governance.decision_log import merkle, service
from governance.decision_log.schemas import LogEntryOut, OpeningOut
from governance.decision_log.statements import Statement, plain


async def log_entry(session: ReadSession, statement: Statement, *, opened: bool) -> LogEntryOut:
    """Show the leaf of a statement.

    Args:
        statement: made anew from the record; its values are what opens the commitments.
        opened: the reader may see all that it states.

    Raises:
        NotInTheLog: if there is no such leaf.
    """
    found = await service.logged(session, statement.subject_id, statement.version)
    salts = found.salts if opened else {}
    return LogEntryOut(
        leaf_index=found.leaf_index,
        entry=found.entry.decode(),
        leaf_hash=base64.b64encode(merkle.leaf_hash(found.entry)).decode(),
        openings={
            name: OpeningOut(salt=salt.hex(), value=plain(statement.committed[name]))
            for name, salt in sorted(salts.items())
            if name in statement.committed
        },
    )
