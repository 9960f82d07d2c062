"""API keys: minted, shown once, kept as keyed hashes, rotated and revoked."""
