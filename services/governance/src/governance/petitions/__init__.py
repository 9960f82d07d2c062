"""Petitions (rule 5): started by a mailed link, checked, opened, signed, debated, answered.

*Data.* A signature is a blind index of the address within one petition, and the name where the
signer agreed that it is shown; the address itself is not kept. The exact number of signatures is
the petition's own column, changed with its row locked.

*Rules.* An address signs once, whatever its capitals; dots and ``+labels`` are not guessed at
(`governance.keys`). What is published of the number is under disclosure control: hidden up to the
system's threshold, else rounded, renewed once a day, and only once it has moved by more than the
threshold. That a threshold of the scheme was reached is said exactly, once.
"""
