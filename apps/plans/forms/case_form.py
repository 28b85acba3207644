"""The form of an act on a case."""

from __future__ import annotations

from apps.acts.forms import ActForm
from apps.cases.models import Case


class CaseForm(ActForm):
    """A form whose subject is a case, or something that belongs to one."""

    @property
    def case(self) -> Case:
        """The case that the form is opened on."""
        subject: Case = self.subject if isinstance(self.subject, Case) else self.subject.case
        return subject
