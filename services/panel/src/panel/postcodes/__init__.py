"""From a postcode to a place: the ONS Postcode Directory, loaded once for all systems.

Data: the directory's rows that are needed (postcode, LSOA, local authority, when it ended, rank of
deprivation as a decile), in one of two slots, and the *release* that says which slot is in force.
Nothing in it is of a person, so every system may read it; its rows bear the name ``ONSPD`` in place
of a system's.
Of a member the LSOA and the decile of deprivation are kept, sealed with their own key; the postcode
is dropped once it has told them.

The decile is of one index of deprivation (`indices.json`): of the list of LSOAs that was loaded
(`deprivation`), else of the index that the directory's ranks are of. Which index that is, the
greatest rank tells (33,755 areas in 2025, 32,844 in 2019); of a part of a directory it is named.

Rules: a release is loaded into the slot that is not in force, and comes into force as a whole. A
postcode must be in use and lie in the system's area; which authority belongs to which of its
places, the system's file says. Rule 1: it is the postcode of where somebody lives, works or is
cared for.
"""
