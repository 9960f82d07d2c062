"""Governance's own copies of the library's findings and activities: what a decision may rely on."""
