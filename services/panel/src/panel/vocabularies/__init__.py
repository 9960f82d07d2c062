"""Dated, versioned lists of codes."""
