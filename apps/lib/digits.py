"""Numbers that a browser sends as texts."""

from __future__ import annotations


def whole(text: str | None, *, longest: int = 9) -> int | None:
    """Return the whole number of at most ``longest`` ASCII digits; None for anything else.

    ``str.isdigit`` alone lets ² and thousands of digits through, which ``int`` refuses.
    """
    if text and text.isascii() and text.isdigit() and len(text) <= longest:
        return int(text)
    return None
