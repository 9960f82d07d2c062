"""What bodies commissioned, as governance told it: the panel's own small copy.

Kept from `governance.assembly.*`, so that a selection can be made for a commission, and for one
that stands: its seats, and the categories that those who sit must reflect. The latest version
stands, and a cancelled one stays cancelled.
"""
