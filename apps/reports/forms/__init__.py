"""Forms of the weekly report. They check what was typed and write nothing."""

from apps.reports.forms.draft import DraftForm
from apps.reports.forms.lists import AdjustForm, OpenedForm, WeekForm
from apps.reports.forms.returns import (
    AnswerForm,
    AskReopeningForm,
    DeclineReopeningForm,
    ReopenForm,
    ReturnForm,
    TakeBackForm,
)
from apps.reports.forms.urges import UrgeForm
from apps.reports.forms.yearend import LateFactForm, ReturnCloseForm, SubmitCloseForm

__all__ = [
    "AdjustForm",
    "AnswerForm",
    "AskReopeningForm",
    "DeclineReopeningForm",
    "DraftForm",
    "LateFactForm",
    "OpenedForm",
    "ReopenForm",
    "ReturnCloseForm",
    "ReturnForm",
    "SubmitCloseForm",
    "TakeBackForm",
    "UrgeForm",
    "WeekForm",
]
