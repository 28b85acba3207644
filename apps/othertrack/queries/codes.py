"""查询码 of a renovation: printed on its receipt, typed by its household; it opens reading only."""

from __future__ import annotations

import secrets

from apps.lib import crypto
from apps.othertrack.models import Renovation
from apps.othertrack.rules.codes import code_of


def code_for(renovation: Renovation) -> str:
    """Return the code of a renovation: the same on every receipt, kept nowhere."""
    return code_of(crypto.blind_index(str(renovation.pk), purpose="renovation.code"))


def renovation_with(number: str, code: str) -> Renovation | None:
    """Return the renovation that number and code open; None for a wrong code as for a number nobody has."""
    row = Renovation.objects.select_related("street_office").filter(number=number).first()
    # Compared in any case: a number that nobody has must not answer sooner.
    is_right = secrets.compare_digest(code_for(row or Renovation()), code)
    return row if is_right else None
