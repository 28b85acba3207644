"""What an answer has to carry so that nobody keeps, frames or guesses at it."""

from __future__ import annotations

from django.http import HttpResponse

IMPERSONAL = frozenset(
    {"operations:healthz", "operations:readyz", "operations:metrics"}
    | {"field:shell", "field:worker", "field:manifest"}
)
"""For machines, and the empty page that a phone keeps to work without network: nobody's values."""


def unsafe(answer: HttpResponse) -> list[str]:
    """Return which protections an answer lacks."""
    policy = answer.get("Content-Security-Policy", "")
    missing = {
        "is kept by caches": not {"no-store", "private"} & set(answer.get("Cache-Control", "").split(", ")),
        "may be framed": answer.get("X-Frame-Options") != "DENY" and "frame-ancestors 'none'" not in policy,
        "may be guessed at": answer.get("X-Content-Type-Options") != "nosniff",
        "tells where one came from": answer.get("Referrer-Policy") not in ("same-origin", "no-referrer"),
        "says what serves it": bool(answer.get("X-Powered-By") or answer.get("Server")),
        "takes script in its markup": "script-src" in policy and "'unsafe-inline'" in script_policy(policy),
    }
    return [words for words, lacking in missing.items() if lacking]


def script_policy(policy: str) -> str:
    return next((part for part in policy.split(";") if part.strip().startswith("script-src")), "")
