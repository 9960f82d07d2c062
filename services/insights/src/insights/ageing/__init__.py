"""How evidence is weighed and how it ages: dated rules of a system, and what they say of a day."""
