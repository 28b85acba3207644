"""Bodies of the API's addresses for cases."""

from apps.cases.serializers.case_data import (
    CaseRowSerializer,
    CaseSerializer,
    EntrySerializer,
    FoundSerializer,
    NoticeWordingSerializer,
    RevealedSerializer,
)
from apps.cases.serializers.lookups import FindBody, RevealBody
from apps.cases.serializers.outcome import ActDone

__all__ = [
    "ActDone",
    "CaseRowSerializer",
    "CaseSerializer",
    "EntrySerializer",
    "FindBody",
    "FoundSerializer",
    "NoticeWordingSerializer",
    "RevealBody",
    "RevealedSerializer",
]
