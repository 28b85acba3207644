"""What each step asks for, and which list is asked for."""

from apps.othertrack.forms.application import AmendForm, ApplyForm
from apps.othertrack.forms.lists import STATES, ListForm, Wanted
from apps.othertrack.forms.status import StatusForm
from apps.othertrack.forms.steps import (
    ApproveForm,
    CheckForm,
    DeclineForm,
    NamePatrolForm,
    PatrolForm,
    PhoneForm,
    PlainForm,
    ReturnForm,
    ReviewForm,
    SettleForm,
    WorksForm,
)

__all__ = [
    "STATES",
    "AmendForm",
    "ApplyForm",
    "ApproveForm",
    "CheckForm",
    "DeclineForm",
    "ListForm",
    "NamePatrolForm",
    "PatrolForm",
    "PhoneForm",
    "PlainForm",
    "ReturnForm",
    "ReviewForm",
    "SettleForm",
    "StatusForm",
    "Wanted",
    "WorksForm",
]
