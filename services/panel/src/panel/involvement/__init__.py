"""What a member took part in, and what came of it, for their own eyes."""
