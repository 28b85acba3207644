"""Forms of registration and filing: they check, they never write."""

from apps.cases.forms.enterprise_choice import ChooseForm
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
    PlainForm,
    ReleaseForm,
    ReturnForm,
    ReturnItems,
    TerminateForm,
    WithdrawForm,
)
from apps.cases.forms.registration import (
    FIRST_FIT_OUT,
    RegistrationForm,
    own_streets,
)
from apps.cases.forms.registration_act import RegisterForm

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
    "PlainForm",
    "RegisterForm",
    "RegistrationForm",
    "ReleaseForm",
    "ResubmitForm",
    "ReturnForm",
    "ReturnItems",
    "RevealForm",
    "TerminateForm",
    "WithdrawForm",
    "own_streets",
]
