"""Everything that the panel holds of a member, handed to them (rule 13)."""
