"""Which checkpoint the log shows, by whom it is cosigned, and which cosignatures it takes: those of
its present witnesses alone, under a checkpoint that it signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from governance.decision_log import service as decision_log
from governance.decision_log.errors import NotInTheLog
from governance.decision_log.models import LogCheckpoint
from governance.witnesses import cosignatures, repository
from governance.witnesses.cosignatures import WitnessKey
from governance.witnesses.errors import CosignatureWrong, NoSuchCheckpoint, NotAWitness
from governance.witnesses.models import Cosignature, Witness
from governance.witnesses.schemas import WitnessRecord

HOLD = timedelta(seconds=4)
"""A new checkpoint waits so long for its witnesses; two seconds to sign it come before, and ten are
promised for all."""
SKEW = timedelta(minutes=5)
"""By so much a witness's clock may differ from ours."""
REFRESHED = timedelta(days=1)
"""A checkpoint that has stayed the last for so long is cosigned again: the time in a cosignature
tells that the log was not held back."""


@dataclass(frozen=True)
class Shown:
    """A checkpoint as the log shows it."""

    checkpoint: LogCheckpoint
    witnesses: list[Witness]
    """All of the day, those too who have not cosigned it."""
    cosigned: dict[str, Cosignature]
    """By the witness's key."""

    @property
    def note(self) -> str:
        """Give the signed note, the witnesses' lines after the log's own."""
        lines = (one.line for one in self.cosigned.values())
        return self.checkpoint.note + "".join(lines)


@dataclass(frozen=True)
class Submission:
    """What a witness is asked to cosign."""

    witness: Witness
    old_size: int
    """The largest tree of which we know that the witness saw it; 0 for none."""
    checkpoint: LogCheckpoint


async def load(session: WriteSession, ics: SystemCode, records: Sequence[WitnessRecord]) -> int:
    """Write the witnesses of a system's file; safe to repeat. Gives their number."""
    await repository.upsert(session, [{"ics": ics, **record.model_dump()} for record in records])
    return len(records)


async def shown(session: ReadSession, now: datetime) -> Shown:
    """Give the newest checkpoint that every present witness has cosigned, or that has waited.

    Raises:
        NotInTheLog: if none was signed yet, or the first still waits for its witnesses.
    """
    found = await decision_log.recent_checkpoints(session, now - HOLD)
    witnesses = await repository.valid(session, day_in_england(now))
    present = {witness.verifier_key for witness in witnesses}
    kept = (
        await repository.cosignatures(session, [one.tree_size for one in found]) if present else []
    )
    for checkpoint in found:
        cosigned = {
            one.verifier_key: one
            for one in kept
            if one.tree_size == checkpoint.tree_size and one.verifier_key in present
        }
        if cosigned.keys() == present or checkpoint.signed_at <= now - HOLD:
            return Shown(checkpoint, witnesses, cosigned)
    raise NotInTheLog


async def accept(
    session: WriteSession, ics: SystemCode, tree_size: int, lines: str, now: datetime
) -> list[str]:
    """Keep cosignatures of a checkpoint; gives the names of their witnesses.

    Lines of unknown keys are passed over. One bad line of a known key refuses them all: what stands
    in a note must verify for everybody who knows the key.

    Raises:
        NoSuchCheckpoint: if the log signed none of this size.
        NotAWitness: if no line is by a present witness.
        NoSignatureLines, CosignatureWrong: if a line cannot be read, does not verify, or states a
            time that cannot be.
    """
    checkpoint = await decision_log.checkpoint_of(session, tree_size)
    if checkpoint is None:
        raise NoSuchCheckpoint
    witnesses = await repository.valid(session, day_in_england(now))
    keys = {WitnessKey.parse(one.verifier_key): one.verifier_key for one in witnesses}
    body = cosignatures.body_of(checkpoint.note)
    found = cosignatures.verified(lines, body, list(keys))
    if not found:
        raise NotAWitness
    latest = {one.key: one for one in sorted(found, key=lambda one: one.cosigned_at)}
    rows = [
        {
            "ics": ics,
            "tree_size": tree_size,
            "verifier_key": keys[key],
            "line": one.line,
            "cosigned_at": _possible(one.cosigned_at, checkpoint.signed_at, now),
        }
        for key, one in latest.items()
    ]
    await repository.put(session, rows)
    return sorted(key.name for key in latest)


async def due(session: ReadSession, now: datetime) -> list[Submission]:
    """Give what is to be sent to witnesses that take checkpoints and have not cosigned the last."""
    checkpoint = await decision_log.newest_checkpoint(session)
    asked = [one for one in await repository.valid(session, day_in_england(now)) if one.address]
    if checkpoint is None or not asked:
        return []
    kept = await repository.cosignatures(session, [checkpoint.tree_size])
    fresh = {one.verifier_key for one in kept if one.cosigned_at > now - REFRESHED}
    seen = await repository.last_cosigned(session)
    return [
        Submission(witness, seen.get(witness.verifier_key, 0), checkpoint)
        for witness in asked
        if witness.verifier_key not in fresh
    ]


async def submission_body(session: ReadSession, submission: Submission, old_size: int) -> str:
    """Write what a witness is sent: the checkpoint, with the proof that it grew from an old size.

    Raises:
        NoSuchTree: if the log is not as large as that.
    """
    proof: list[bytes] = []
    if old_size > 0:
        size = submission.checkpoint.tree_size
        proof = (await decision_log.prove_consistency(session, old_size, size)).hashes
    return cosignatures.request(old_size, proof, submission.checkpoint.note)


def _possible(cosigned_at: int, signed_at: datetime, now: datetime) -> datetime:
    """Let a time pass at which the checkpoint was there and that has come."""
    earliest, latest = (signed_at - SKEW).timestamp(), (now + SKEW).timestamp()
    if not earliest <= cosigned_at <= latest:
        raise CosignatureWrong("states a time before the checkpoint was signed, or in the future")
    return datetime.fromtimestamp(cosigned_at, UTC)
