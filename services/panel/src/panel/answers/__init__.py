"""Answering by personal link, once."""
