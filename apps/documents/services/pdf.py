"""Papers: a template and plain data become a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string


def render_pdf(template: str, context: Mapping[str, Any], *, variant: str = "") -> bytes:
    """Return the PDF of a paper template under ``templates/``.

    ``variant``: for keeping, "pdf/a-1b" or "pdf/a-2b" (ISO 19005). Raises :class:`PaperFailed` where a
    text of the paper asks for a URL.
    """
    # Loading WeasyPrint and its fonts' library takes 0.6 s, which only a process that prints should pay.
    from apps.documents.services.typesetting import typeset

    return typeset(render_to_string(template, dict(context)), variant=variant)
