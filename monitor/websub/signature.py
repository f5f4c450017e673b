"""Whether a push comes from the hub that was given the secret: WebSub, section 8."""

import hmac

# The four of the standard. SHA-1 is the one that most hubs use; its known collisions do not forge an HMAC.
_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})


def is_genuine(secret: str, body: bytes, header: str | None) -> bool:
    """Whether ``header`` (``X-Hub-Signature: sha256=…``) is the HMAC of ``body`` under ``secret``."""
    method, _, given = (header or "").strip().partition("=")
    if method.lower() not in _METHODS:
        return False
    expected = hmac.new(secret.encode(), body, method.lower()).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode("utf-8", "replace"))
