"""Households: who of the draw for an assembly lives together, known by as little as possible.

Data: a member who agrees to the draw may give the number or name of their home and its postcode.
Of both a keyed token is made at once (`PanelKeys.household_token`), and they are dropped; the token
is sealed with the member's own key, so that the database does not tell who lives together, and not
even how many have the same.

Rules: it is optional and changes nothing but the draw: no panel, and nobody who joins one later,
has two of one household (rule 11). It is asked for this alone, so it needs the consent to the draw
and goes when that is withdrawn, and with the member. Nobody is told whether anybody has the same:
whoever knows an address could ask.
"""
