"""Motions and amendments: moved and seconded at a meeting, disposed of in order, then adopted.

*Data.* A motion is a resolution in parts for an item. An amendment leaves out words of one part of
the resolution as it stands then, puts others in their place, or adds a part. Each is disposed of
once: carried or lost by consensus or a vote that is on record, withdrawn with consent, or ruled out
of order by the chair with a reason.

*Rules.* The substantive motion is worked out from the motion and the amendments that were carried;
nobody sends it. What a decision says that is adopted from a motion is the substantive motion.
"""
