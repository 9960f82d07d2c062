"""What must be withheld together with an item of an agenda."""
