"""Where those who hold posts are written to, so that they hear of what they are to see to.

An address is a person's own: it is sealed, belongs to one holder's time, is shown to nobody, and is
deleted when that time ends or on their word.
"""
