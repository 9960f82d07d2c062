"""Whether a body is quorate, worked out from its terms of reference; pure, no database (rule 2)."""
