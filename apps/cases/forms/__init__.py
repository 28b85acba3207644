"""Forms of registration and filing: they check, they never write."""

from apps.cases.forms.choosing import ChooseForm
from apps.cases.forms.facts import (
    BackfillForm,
    CorrectForm,
    FactsForm,
    PatrolForm,
    ResubmitForm,
    RevealForm,
)
from apps.cases.forms.filing import (
    BaseReturnItems,
    DeclineForm,
    FileForm,
    ReceiveForm,
    ReleaseForm,
    ReturnItems,
    TerminateForm,
    VersionedForm,
    WithdrawForm,
)
from apps.cases.forms.registration import (
    FIRST_FIT_OUT,
    RegistrationForm,
    SentRegistrationForm,
    own_streets,
)

__all__ = [
    "FIRST_FIT_OUT",
    "BackfillForm",
    "BaseReturnItems",
    "ChooseForm",
    "CorrectForm",
    "DeclineForm",
    "FactsForm",
    "FileForm",
    "PatrolForm",
    "ReceiveForm",
    "RegistrationForm",
    "ReleaseForm",
    "ResubmitForm",
    "ReturnItems",
    "RevealForm",
    "SentRegistrationForm",
    "TerminateForm",
    "VersionedForm",
    "WithdrawForm",
    "own_streets",
]
