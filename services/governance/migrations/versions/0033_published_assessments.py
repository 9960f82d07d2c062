"""What everybody may read of an assessment: published by an act of its own, and kept as it was.

Nothing of before is published: those who wrote assessments did not write them for everybody.
"""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE TABLE governance.assessment_publications ("
        "ics varchar(10) NOT NULL CHECK (ics <> ''), "
        "kind text NOT NULL, "
        "subject_id uuid NOT NULL, "
        "number integer NOT NULL CHECK (number >= 1), "
        "content jsonb NOT NULL, "
        "published_at timestamptz NOT NULL, "
        "published_by text NOT NULL, "
        "CONSTRAINT pk_assessment_publications PRIMARY KEY (ics, kind, subject_id, number))"
    )
    op.execute(
        "CREATE INDEX ix_assessment_publications_subject "
        "ON governance.assessment_publications (ics, subject_id)"
    )
    enable_tenancy("governance", "assessment_publications")
    op.execute(
        "REVOKE UPDATE, DELETE, TRUNCATE ON governance.assessment_publications FROM governance_app"
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE "
        "ON governance.assessment_publications "
        "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("what was published is kept: restore a backup")
