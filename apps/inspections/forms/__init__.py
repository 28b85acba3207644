"""Forms of works and acceptance: they check what was typed and persist nothing."""

from apps.inspections.forms.acceptance import (
    ConcludeForm,
    ItemsForm,
    OpenForm,
    OpinionForm,
    VerdictForm,
    WithdrawVerdictForm,
)
from apps.inspections.forms.remedies import (
    MediationForm,
    MediationRecordForm,
    PlainForm,
    ReasonForm,
    RectifyForm,
)
from apps.inspections.forms.rounds import RoundForm
from apps.inspections.forms.visits import RectifyDefectForm, VerifyDefectForm, VisitForm
from apps.inspections.forms.works import (
    ConcealedForm,
    ConfirmFinishForm,
    CorrectDaysForm,
    FinishForm,
    ProgressForm,
    RejectFinishForm,
    ResumeForm,
    StartForm,
    StopForm,
)

__all__ = [
    "ConcealedForm",
    "ConcludeForm",
    "ConfirmFinishForm",
    "CorrectDaysForm",
    "FinishForm",
    "ItemsForm",
    "MediationForm",
    "MediationRecordForm",
    "OpenForm",
    "OpinionForm",
    "PlainForm",
    "ProgressForm",
    "ReasonForm",
    "RectifyDefectForm",
    "RectifyForm",
    "RejectFinishForm",
    "ResumeForm",
    "RoundForm",
    "StartForm",
    "StopForm",
    "VerdictForm",
    "VerifyDefectForm",
    "VisitForm",
    "WithdrawVerdictForm",
]
