"""SQL of what is sealed with the service's own keys, for sealing it anew.

Whatever is sealed so begins with 1, the length of the key's id, and that id: see
`common.crypto.sealing`. The names that are put into statements are those of `TABLES` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from common.db.engine import WriteSession, raw_connection
from common.db.tenancy import SystemCode


@dataclass(frozen=True)
class Own:
    """A column that the service's own keys seal."""

    table: str
    key: str
    """Column that tells the rows of a system apart."""
    column: str
    bound_to: str
    """Table whose row the sealed value is bound to."""
    bound_by: str = ""
    """SQL for that row's id; the key itself where it is left out."""


TABLES = (
    Own("signups", "id", "email_sealed", "signups"),
    Own("mails", "id", "sealed", "mails"),
    Own("erasures", "id", "member_sealed", "erasures"),
    Own("reward_vouchers", "id", "sealed", "reward_vouchers"),
    Own("reward_payees", "member_id", "sealed", "reward_payees"),
    Own(
        "reward_lines",
        "claim_id",
        "sealed",
        "reward_payees",
        "(SELECT c.member_id FROM reward_claims c WHERE c.ics = t.ics AND c.id = t.claim_id)",
    ),
)


@dataclass(frozen=True)
class Sealed:
    """A sealed value, and the row that it is bound to."""

    id: UUID
    sealed: bytes
    bound_id: UUID


async def not_under(
    session: WriteSession, ics: SystemCode, table: Own, *, kid: str, after: UUID, limit: int
) -> list[Sealed]:
    """Give some values that another key sealed, their rows locked, in the order of ids."""
    connection = await raw_connection(session)
    rows = await connection.fetch(
        f"SELECT t.{table.key} AS id, t.{table.column} AS sealed, "  # noqa: S608
        f"{table.bound_by or 't.' + table.key} AS bound_id FROM {table.table} t "
        f"WHERE t.ics = $1 AND t.{table.key} > $3 AND t.{table.column} IS NOT NULL "
        f"AND substring(t.{table.column} FROM 3 FOR get_byte(t.{table.column}, 1)) <> $2 "
        f"ORDER BY t.{table.key} LIMIT $4 FOR UPDATE OF t",
        ics,
        kid.encode(),
        after,
        limit,
    )
    return [Sealed(row["id"], row["sealed"], row["bound_id"]) for row in rows]


async def write(
    session: WriteSession, ics: SystemCode, table: Own, values: Sequence[tuple[UUID, bytes]]
) -> None:
    """Write values as they are sealed now."""
    connection = await raw_connection(session)
    await connection.execute(
        f"UPDATE {table.table} t SET {table.column} = given.sealed "  # noqa: S608
        "FROM unnest($2::uuid[], $3::bytea[]) AS given (id, sealed) "
        f"WHERE t.ics = $1 AND t.{table.key} = given.id",
        ics,
        [one for one, _ in values],
        [sealed for _, sealed in values],
    )
