"""What can go wrong with data keys."""

from __future__ import annotations

from common.errors import Unavailable


class DataKeyMissing(Unavailable):
    """There are sealed data of somebody who has not left, and no key of theirs."""

    code = "data-key-missing"
    title = "What is held of somebody cannot be opened"

    def __init__(self) -> None:
        super().__init__(
            "A member's data key is missing. Whoever runs the panel has to restore the table "
            "data_keys with the other tables."
        )


class KeyEncryptionKeyUnknown(Unavailable):
    """A data key is wrapped under a key-encryption key that the settings do not have."""

    code = "key-encryption-key-unknown"
    title = "What is held of somebody cannot be opened"

    def __init__(self, kek: str) -> None:
        super().__init__(
            "A member's data key is wrapped under a key-encryption key that is not at hand. "
            "Whoever runs the panel finds its id in the log, and has to put it back."
        )
        self.kek = kek

    @property
    def remedy(self) -> str:
        """Say what to do, to whoever runs the panel."""
        return (
            f"Put the key {self.kek} back into GT_KEY_ENCRYPTION_KEYS, behind the first, and run "
            "python -m panel.datakeys rotate."
        )
