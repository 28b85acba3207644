"""Bodies of the API's addresses for cases."""

from apps.cases.serializers.looking import FindBody, RevealBody
from apps.cases.serializers.shown import (
    CaseRowSerializer,
    CaseSerializer,
    EntrySerializer,
    FoundSerializer,
    RevealedSerializer,
)
from apps.cases.serializers.standing import ActDone

__all__ = [
    "ActDone",
    "CaseRowSerializer",
    "CaseSerializer",
    "EntrySerializer",
    "FindBody",
    "FoundSerializer",
    "RevealBody",
    "RevealedSerializer",
]
