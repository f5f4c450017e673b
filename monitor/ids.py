"""Identifiers that are the same whenever they are computed again.

An id is a digest of what the thing is, so work repeated after a crash meets the rows of its first attempt instead of
making second ones, and a webhook or mail repeated after a crash carries the id that it had before.
"""

import base64
import hashlib
from collections.abc import Iterable

_BYTES = 15  # 120 bits: 24 base32 letters without padding; no collision to be expected below 2**60 rows


def digest_id(*parts: str) -> str:
    """Name a thing after ``parts``: 24 characters of ``a-z2-7``, safe in URLs, headers and file names.

    Each part is length-prefixed, so ``("ab", "c")`` and ``("a", "bc")`` differ. BLAKE2b, RFC 7693.
    """
    return base64.b32encode(_digest(parts, _BYTES)).decode("ascii").lower()


def digest_number(*parts: str) -> int:
    """As :func:`digest_id`, but a number of 63 bits, for tables in which millions of them stand."""
    return int.from_bytes(_digest(parts, 8), "big") >> 1


def _digest(parts: Iterable[str], size: int) -> bytes:
    digest = hashlib.blake2b(digest_size=size)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()
