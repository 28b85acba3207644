"""Every write of 其他旧房装修和厨卫等局部改造."""

from apps.othertrack.services.applying import amend, apply, name_patrol, withdraw
from apps.othertrack.services.checking import check, note_works
from apps.othertrack.services.converting import open_converted
from apps.othertrack.services.deciding import approve, decline, return_renovation, review
from apps.othertrack.services.facts import stood
from apps.othertrack.services.following import follow_bodies
from apps.othertrack.services.opening import open_phone
from apps.othertrack.services.patrols import patrol, settle_problem

__all__ = [
    "amend",
    "apply",
    "approve",
    "check",
    "decline",
    "follow_bodies",
    "name_patrol",
    "note_works",
    "open_converted",
    "open_phone",
    "patrol",
    "return_renovation",
    "review",
    "settle_problem",
    "stood",
    "withdraw",
]
