"""What came of it, back to those who took part."""
