"""Bodies of the API's addresses for cases."""

from apps.cases.serializers.shown import (
    CaseRowSerializer,
    CaseSerializer,
    EntrySerializer,
    RevealedSerializer,
)

__all__ = ["CaseRowSerializer", "CaseSerializer", "EntrySerializer", "RevealedSerializer"]
