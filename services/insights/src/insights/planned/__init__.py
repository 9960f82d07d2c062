"""What boards mean to take up, and which gaps of what was heard it touches (rule 5)."""
