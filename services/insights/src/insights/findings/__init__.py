"""Findings: what was heard, in versions, from draft to publication and beyond."""
