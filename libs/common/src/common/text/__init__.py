"""Measuring and shaping what people read."""
