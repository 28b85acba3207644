"""Who asks systems outside about a renovation."""

from __future__ import annotations

from apps.exchange.queries.questions import kinds_to_ask, why_not_asked
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.othertrack.enums import DATED_CHECKS
from apps.othertrack.models import Renovation
from apps.othertrack.permissions import may_check


def may_ask(actor: Actor, renovation: Renovation) -> Decision:
    """Who looks things up asks a system; where none can be asked it says why, and looks by hand."""
    if not (decision := may_check(actor, renovation)):
        return decision
    if actor.user_id is None:
        return Denied("请系统核查由人提出。", code="post")
    if kinds_to_ask(renovation):
        return Allowed()
    reasons = dict.fromkeys(why_not_asked(renovation, kind) for kind in DATED_CHECKS)
    return Denied("；".join(reasons) + "。", code="system")
