"""Minutes from documents: what kind was sent, where its pages begin, what was left out.

All minutes imported before were text, without pages.
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE governance.minutes_imports "
        "ADD COLUMN kind text NOT NULL DEFAULT 'text' CHECK (kind IN "
        "('text', 'pdf', 'docx', 'html', 'moderngov_html', 'moderngov_xml')), "
        "ADD COLUMN page_starts jsonb NOT NULL DEFAULT '[]', "
        "ADD COLUMN left_out jsonb NOT NULL DEFAULT '[]'"
    )
    op.execute("ALTER TABLE governance.minutes_imports ALTER COLUMN kind DROP DEFAULT")


def downgrade() -> None:
    raise NotImplementedError("drafts name pages of documents: restore a backup")
