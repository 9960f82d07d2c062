"""How results are weighted is a setting of each system."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the settings, each as the default of a system file has it."""
    op.execute(
        """
        ALTER TABLE panel.systems
            ADD COLUMN weighting_dimensions text[] NOT NULL
                DEFAULT '{place,age_band,sex,ethnic_group,disability}',
            ADD COLUMN weight_cap double precision NOT NULL DEFAULT 5,
            ADD COLUMN least_effective integer NOT NULL DEFAULT 30,
            ADD CONSTRAINT ck_systems_weight_cap CHECK (weight_cap > 1),
            ADD CONSTRAINT ck_systems_least_effective CHECK (least_effective >= 1)
        """
    )


def downgrade() -> None:
    """Take them away."""
    op.execute(
        """
        ALTER TABLE panel.systems
            DROP COLUMN weighting_dimensions, DROP COLUMN weight_cap, DROP COLUMN least_effective
        """
    )
