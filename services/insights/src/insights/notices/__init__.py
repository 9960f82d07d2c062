"""What an organisation is told: matches, impact, overlaps, replies and withdrawals."""
