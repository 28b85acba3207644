"""What may go wrong with a paper."""

from __future__ import annotations


class PaperFailed(RuntimeError):
    """A paper could not be made: a template error or a URL that papers may not open."""
