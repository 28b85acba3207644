"""The filter of the case list."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.cases.enums import Status
from apps.cases.queries import states_offered
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation, Region
from apps.orgs.queries import streets_covered


class CaseFilterForm(forms.Form):
    """Search and filters; what is not understood is left out rather than refused."""

    q = forms.CharField(
        label="查找",
        required=False,
        max_length=60,
        help_text="编号、姓名、地址可以只填一部分；身份证号和电话已加密，须填完整",
    )
    status = forms.ChoiceField(label="状态", required=False)
    street = forms.ChoiceField(label="街道（乡镇）", required=False)

    def __init__(self, *args: Any, actor: Actor, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"] = forms.ChoiceField(
            label="状态",
            required=False,
            choices=[("", "全部"), *((s.value, s.label) for s in Status if s != Status.DRAFT)],
        )
        # A kept URL may name a state that nothing reaches yet: understood, but not offered.
        self.fields["status"].widget.choices = [
            ("", "全部"),
            *((status.value, status.label) for status in states_offered()),
        ]
        streets = self._streets(actor, on)
        if len(streets) > 1:
            self.fields["street"] = forms.ChoiceField(
                label="街道（乡镇）",
                required=False,
                choices=[("", "全部"), *((street.code, street.name) for street in streets)],
            )
        else:
            del self.fields["street"]

    def _streets(self, actor: Actor, on: Any) -> list[Region]:
        bureau = actor.scope_organisation_id or actor.organisation_id
        kind = actor.scope_kind or actor.organisation_kind
        if kind != OrganisationKind.DISTRICT_BUREAU or bureau is None:
            return []
        return streets_covered(Organisation.objects.get(pk=bureau), on)

    def text(self, name: str) -> str:
        """Return a field's sound value, '' otherwise."""
        # Called for cleaned_data alone: a field that is not understood is simply missing there.
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class ExportForm(forms.Form):
    """导出 with its purpose, which goes to the access log."""

    key = forms.UUIDField(widget=forms.HiddenInput())
    purpose = forms.CharField(label="导出用途", max_length=300, error_messages={"required": "请写明导出用途"})
