"""Meetings: when and where, the agenda, who came."""
