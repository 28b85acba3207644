"""The form of an act on a case."""

from __future__ import annotations

from typing import Any

from apps.acts.forms import ActForm
from apps.cases.models import Case


class CaseForm(ActForm):
    """Base of the stage forms."""

    def __init__(self, *args: Any, case: Case | None = None, **kwargs: Any) -> None:
        """Take the case itself where no act opens the form."""
        if case is not None:
            kwargs.update(subject=case, version=case.version)
        super().__init__(*args, **kwargs)

    @property
    def case(self) -> Case:
        """The case that the form is opened on."""
        subject: Case = self.subject if isinstance(self.subject, Case) else self.subject.case
        return subject
