"""Addresses that are not confirmed yet, and their confirmation."""
