"""Forms of works and acceptance: they check what was typed and persist nothing."""

from apps.inspections.forms.absences import AbsenceForm
from apps.inspections.forms.acceptance import (
    ConcludeForm,
    ItemsForm,
    OpenForm,
    OpinionForm,
    VerdictForm,
    WithdrawVerdictForm,
)
from apps.inspections.forms.defects import (
    DisputeDefectForm,
    InsistDefectForm,
    RecordDefectForm,
    ScheduleDefectForm,
    SettleDefectForm,
)
from apps.inspections.forms.ends import (
    ConfirmFinishForm,
    ConfirmRectifiedForm,
    FinishForm,
    RectifiedForm,
    RejectFinishForm,
    RejectRectifiedForm,
)
from apps.inspections.forms.products import FaultForm, ProductForm
from apps.inspections.forms.remedies import (
    CONVERT_ROOM,
    ConvertForm,
    MediationForm,
    MediationRecordForm,
    ReasonForm,
    RectifyForm,
)
from apps.inspections.forms.rounds import PrintForm, RoundForm
from apps.inspections.forms.showcase import MarkShowcaseForm, UnmarkShowcaseForm
from apps.inspections.forms.visits import RectifyDefectForm, VerifyDefectForm, VisitForm
from apps.inspections.forms.warranty import WarrantyForm
from apps.inspections.forms.works import (
    ConcealedForm,
    CorrectDaysForm,
    ProgressForm,
    ResumeForm,
    SettlePauseForm,
    StartForm,
    StopForm,
)

__all__ = [
    "CONVERT_ROOM",
    "AbsenceForm",
    "ConcealedForm",
    "ConcludeForm",
    "ConfirmFinishForm",
    "ConfirmRectifiedForm",
    "ConvertForm",
    "CorrectDaysForm",
    "DisputeDefectForm",
    "FaultForm",
    "FinishForm",
    "InsistDefectForm",
    "ItemsForm",
    "MarkShowcaseForm",
    "MediationForm",
    "MediationRecordForm",
    "OpenForm",
    "OpinionForm",
    "PrintForm",
    "ProductForm",
    "ProgressForm",
    "ReasonForm",
    "RecordDefectForm",
    "RectifiedForm",
    "RectifyDefectForm",
    "RectifyForm",
    "RejectFinishForm",
    "RejectRectifiedForm",
    "ResumeForm",
    "RoundForm",
    "ScheduleDefectForm",
    "SettleDefectForm",
    "SettlePauseForm",
    "StartForm",
    "StopForm",
    "UnmarkShowcaseForm",
    "VerdictForm",
    "VerifyDefectForm",
    "VisitForm",
    "WarrantyForm",
    "WithdrawVerdictForm",
]
