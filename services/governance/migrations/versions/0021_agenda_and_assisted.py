"""Items that are withheld from the public; questions that staff take down for somebody."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE governance.agenda_items ADD COLUMN withheld_reason text",
    "ALTER TABLE governance.public_questions ADD COLUMN channel text, "
    "ADD COLUMN contact_sealed bytea, ADD COLUMN consented_on date, ADD COLUMN told_on date, "
    "ADD COLUMN entered_by text",
    "ALTER TABLE governance.public_questions DROP CONSTRAINT ck_public_questions_person",
    "ALTER TABLE governance.public_questions ADD CONSTRAINT ck_public_questions_person CHECK ("
    "(email_index IS NULL) = (name_sealed IS NULL) AND "
    "(email_index IS NULL) = (email_sealed IS NULL AND contact_sealed IS NULL))",
    "ALTER TABLE governance.public_questions ADD CONSTRAINT ck_public_questions_assisted CHECK ("
    "(channel IS NULL) = (entered_by IS NULL) AND "
    "(channel IS NOT NULL OR (contact_sealed IS NULL AND consented_on IS NULL "
    "AND told_on IS NULL)) AND (contact_sealed IS NULL OR consented_on IS NOT NULL))",
    "DROP INDEX governance.ix_public_questions_erase",
    "CREATE INDEX ix_public_questions_erase ON governance.public_questions (ics, erase_on) "
    "WHERE original_sealed IS NOT NULL",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("why items were withheld is kept: restore a backup")
