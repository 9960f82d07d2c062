"""Lived-experience stories: a person's own words, for as long and for what they agree to."""
