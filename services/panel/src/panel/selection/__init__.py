"""The civic lottery: rule 11 of the panel."""
