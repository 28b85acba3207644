"""Forms of registration and filing: they check, they never write."""

from apps.cases.forms.conditions import AnswersForm
from apps.cases.forms.enterprise_choice import ChooseForm
from apps.cases.forms.facts import (
    BackfillForm,
    CorrectForm,
    FactsForm,
    PatrolForm,
    RevealForm,
    StreetForm,
)
from apps.cases.forms.filing import (
    DeclineForm,
    FileForm,
    PlainForm,
    ReleaseForm,
    TerminateForm,
    WithdrawForm,
)
from apps.cases.forms.handed_in import HandInForm
from apps.cases.forms.registration import (
    FIRST_FIT_OUT,
    RegistrationForm,
    own_streets,
)
from apps.cases.forms.registration_act import RegisterForm
from apps.cases.forms.return_items import BaseReturnItems, ItemsForm, ReturnItems
from apps.cases.forms.returns import JudgeForm, ResubmitForm, ReturnForm
from apps.cases.forms.texts import ResendForm, ToldForm

__all__ = [
    "FIRST_FIT_OUT",
    "AnswersForm",
    "BackfillForm",
    "BaseReturnItems",
    "ChooseForm",
    "CorrectForm",
    "DeclineForm",
    "FactsForm",
    "FileForm",
    "HandInForm",
    "ItemsForm",
    "JudgeForm",
    "PatrolForm",
    "PlainForm",
    "RegisterForm",
    "RegistrationForm",
    "ReleaseForm",
    "ResendForm",
    "ResubmitForm",
    "ReturnForm",
    "ReturnItems",
    "RevealForm",
    "StreetForm",
    "TerminateForm",
    "ToldForm",
    "WithdrawForm",
    "own_streets",
]
