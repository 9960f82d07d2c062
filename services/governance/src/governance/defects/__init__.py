"""Defects of a meeting that were found later, and whether its decisions stand in spite of them."""
