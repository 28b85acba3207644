"""What every act's form carries, and how a JSON body is bound to it as it is."""

from apps.acts.forms.amounts import YuanField
from apps.acts.forms.base import ActForm, Body, Fault, KeyedRows, Rows, as_shown, in_words, written
from apps.acts.forms.counts import CountField
from apps.acts.forms.focus import FocusesWrong

__all__ = [
    "ActForm",
    "Body",
    "CountField",
    "Fault",
    "FocusesWrong",
    "KeyedRows",
    "Rows",
    "YuanField",
    "as_shown",
    "in_words",
    "written",
]
