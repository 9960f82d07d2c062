"""Keys, signed tokens, sealed fields."""
