"""Keys that sort by the moment they were made: UUID version 7 (RFC 9562), until Python 3.14 brings it."""

from __future__ import annotations

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """48 bits of Unix milliseconds, 12 bits of their fraction (section 6.2, method 3), and 62 random bits.

    With the fraction, what is made one after the other in the same millisecond sorts so too, but for a quarter of a
    microsecond.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = nanoseconds * 4096 // 1_000_000
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | random)
