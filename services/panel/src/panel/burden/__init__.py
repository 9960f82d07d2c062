"""Burden: how often people and communities are asked, and the budget that samples draw on."""
