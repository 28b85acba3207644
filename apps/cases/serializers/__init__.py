"""Bodies of the API's addresses for cases."""

from apps.cases.serializers.sent import (
    ChooseBody,
    CorrectBody,
    DeclineBody,
    FileBody,
    FindBody,
    PatrolBody,
    ReasonBody,
    RegistrationBody,
    ResubmitBody,
    ReturnBody,
    RevealBody,
    TerminateBody,
    WithdrawBody,
)
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
    "ChooseBody",
    "CorrectBody",
    "DeclineBody",
    "EntrySerializer",
    "FileBody",
    "FindBody",
    "FoundSerializer",
    "PatrolBody",
    "ReasonBody",
    "RegistrationBody",
    "ResubmitBody",
    "ReturnBody",
    "RevealBody",
    "RevealedSerializer",
    "TerminateBody",
    "WithdrawBody",
]
