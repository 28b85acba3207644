"""Lines of a decree that a body has compared with the original, in force from a day before the test's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.programs.models import StatuteReading
from apps.programs.rules.statutes import STATUTES
from apps.programs.services import read_statute

TEXT = {"wording": "示例原文", "seen_in": "示例文本"}


def has_read(by: Actor, organisation: Organisation, code: str, **changes: Any) -> StatuteReading:
    """Let a body have read a line the day before: it holds today."""
    today, statute = clock.today(), STATUTES[code]
    said = {"article": statute.article, "years": statute.years, **TEXT, **changes}
    with clock.at(clock.now() - timedelta(days=1)):
        return read_statute(
            by=by, organisation=organisation, code=code, is_read=True, valid_from=today, **said
        )
