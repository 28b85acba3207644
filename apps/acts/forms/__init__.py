"""What every act's form carries, and how a JSON body is bound to it as it is."""

from apps.acts.forms.amounts import YuanField
from apps.acts.forms.base import ActForm, Body, Fault, KeyedRows, Rows, written

__all__ = ["ActForm", "Body", "Fault", "KeyedRows", "Rows", "YuanField", "written"]
