"""Acts on a case through the API: the page's own form checks, the page's own call does it.

Each act of a stage is one class of the pages (which post, which form, which service); the API
puts JSON in front of it, so that the two channels cannot part.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.http import QueryDict

from apps.api.idempotency import CreationView
from apps.api.problems import Fault, Invalid, Problem, form_faults
from apps.api.services import new_key
from apps.cases.api.base import CaseScope
from apps.cases.models import Case
from apps.cases.serializers import ActDone
from apps.documents.forms import ParkedFileField
from apps.lib.decisions import Decision, Denied
from apps.plans.forms import CaseForm
from apps.plans.serializers.from_forms import typed

FORBIDDEN = frozenset({"post", "policy", "kind"})
"""Denials that no waiting will lift."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The record of an act that this caller has already made with the same key."""

    pk: str


def refuse_post(decision: Decision) -> None:
    """Answer 403 when the post never does this; other reasons are for the service to say."""
    if isinstance(decision, Denied) and decision.code in FORBIDDEN:
        raise Problem(403, decision.reason, code="post")


class CaseStands(CaseScope):
    """Answers an act on a case with how the case stands now."""

    result_class = ActDone

    def again(self, result_id: str) -> Earlier:
        """Return the record of the first call."""
        return Earlier(result_id)

    def present(self, row: Any) -> Any:
        """Return the case as it now stands, and what was written."""
        case = self.case()
        return {
            "id": case.pk,
            "number": case.number,
            "status": case.status,
            "status_label": case.get_status_display(),
            "version": case.version,
            "record_id": str(row.pk),
        }


class ActView(CaseStands, CreationView):
    """POST of an act: counts once, carries the case's ``version``, answers how the case stands."""

    page: ClassVar[type[Any]]

    def prepare(self) -> Case:
        """Load the case; refuse posts that never do this."""
        case = self.case()
        refuse_post(self.opened().decide(self.actor, case))
        return case

    def opened(self) -> Any:
        """Return the page of this address."""
        page = self.page()
        page.kwargs = self.kwargs
        return page

    def create(self, parent: Case, data: dict[str, Any]) -> Model:
        """Type the body into the page's form, then make the page's call."""
        page = self.opened()
        sent = self.type_in(page, parent, data)
        sent["version"], sent["key"] = str(data["version"]), new_key()
        form = self.form_of(page, parent, sent)
        valid = form.is_valid()
        self.pointers = {**type(self).pointers, **self.places(form)}  # type: ignore[misc]
        faults = [] if valid else form_faults(form, self.pointers)
        faults += missing_files(form, sent, self.pointers)
        if faults:
            raise Invalid(faults)
        done = self.act(page, parent, form)
        return done if isinstance(done, Model) else parent

    def type_in(self, page: Any, case: Case, data: Mapping[str, Any]) -> QueryDict:
        """Return the body as a browser would have posted it."""
        return typed(data, page.form_class)

    def form_of(self, page: Any, case: Case, data: QueryDict) -> CaseForm:
        """Return the bound form."""
        form: CaseForm = page.form_class(data, actor=self.actor, case=case)
        return form

    def places(self, form: forms.BaseForm) -> dict[str, str]:
        """Return JSON pointers of fields that do not stand at ``/name``."""
        return {}

    @abstractmethod
    def act(self, page: Any, case: Case, form: CaseForm) -> object:
        """Make the page's one service call."""


def missing_files(form: forms.BaseForm, data: QueryDict, pointers: Mapping[str, str]) -> list[Fault]:
    """Return a fault for every field that names a file which does not wait for this caller."""
    found = []
    for name, field in form.fields.items():
        if not isinstance(field, ParkedFileField):
            continue
        sent = set(data.getlist(f"{name}-parked"))
        if len(sent) > len(field.accepted) and name not in form.errors:
            pointer = pointers.get(name, f"/{name}")
            found.append(Fault(pointer, "有文件不存在、已经使用或已过期，请重新上传。", "file_gone"))
    return found
