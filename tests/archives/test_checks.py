"""As which PDF/A the papers are kept."""

from __future__ import annotations

import pytest
from django.test import override_settings

from apps.documents.checks import check_archive_pdf


@pytest.mark.parametrize(("value", "faults"), [("pdf/a-2b", 0), ("pdf/a-1b", 0), ("pdf/a-3b", 1), ("", 1)])
def test_no_other_pdf_a_is_configured(value: str, faults: int) -> None:
    with override_settings(ARCHIVE_PDF=value):
        assert len(check_archive_pdf()) == faults
