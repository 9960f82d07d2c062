"""Dated reference data of a system: its places and its vocabularies."""
