"""Erasure across services (rule 13): asked for, acknowledged, proved, and kept after a restore."""
