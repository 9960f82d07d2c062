"""Gatherings: sessions that members come to, with places, a waiting list, and what they need there.

Called gatherings since an event is, everywhere else in this system, something in the event log;
people read "event" on their pages.

draft → open → held, or cancelled. While it is open a member has at most one booking:

    asks → placed while places are free and nobody waits, else waiting, in the order of asking
    waiting → offered when a place is freed, with a deadline → placed, or lapsed and to the next
    placed, waiting or offered → given_up; who asks again goes to the end

Whoever changes bookings holds the gathering's row first, then shares the members' rows, then
touches bookings: so there are never more placed and offered than places, and nobody who goes
meanwhile is given one. Places that leaving and erasure free are offered by the worker.
"""
