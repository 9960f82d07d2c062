"""The answers that stood in clear go, once every one of them is sealed; until then this refuses.

The owner is subject to row-level security while it is forced, so it is not for the length of this
migration's transaction. Rows that a first byte of 1 begins are sealed with the service's own keys.
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_READ = ("members", "data_keys", "demographics", "access_needs", "selection_entries")
_NOT_SEALED = """
DO $$
DECLARE left_over bigint;
BEGIN
    SELECT (SELECT count(*) FROM panel.demographics WHERE term IS NOT NULL OR sealed IS NULL)
        + (SELECT count(*) FROM panel.access_needs WHERE get_byte(sealed, 0) = 1)
        + (SELECT count(*) FROM panel.selection_entries WHERE get_byte(opening_sealed, 0) = 1)
        + (SELECT count(*) FROM panel.members m WHERE left_on IS NULL AND (
            get_byte(email_sealed, 0) = 1 OR get_byte(contact_sealed, 0) = 1
            OR NOT EXISTS (SELECT FROM panel.data_keys d
                WHERE d.ics = m.ics AND d.member_id = m.id)))
    INTO left_over;
    IF left_over > 0 THEN
        RAISE EXCEPTION '% rows are not sealed with their member''s own key', left_over
            USING HINT = 'Run python -m panel.datakeys seal, and migrate again: nothing is lost.';
    END IF;
END $$
"""


def upgrade() -> None:
    """Refuse if anything is not sealed; drop what stood in clear."""
    for table in _READ:
        op.execute(f"ALTER TABLE panel.{table} NO FORCE ROW LEVEL SECURITY")
    op.execute(_NOT_SEALED)
    for table in _READ:
        op.execute(f"ALTER TABLE panel.{table} FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE panel.demographics ALTER COLUMN token SET NOT NULL")
    op.execute("ALTER TABLE panel.demographics ALTER COLUMN sealed SET NOT NULL")
    op.execute("ALTER TABLE panel.demographics DROP COLUMN term")
