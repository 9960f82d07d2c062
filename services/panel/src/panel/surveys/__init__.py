"""Surveys: drafts with questions, opening to an audience, closing."""
