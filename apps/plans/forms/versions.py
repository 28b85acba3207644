"""The form of a new version: it asks nothing."""

from __future__ import annotations

from django import forms

from apps.plans.forms.case_form import CaseForm


class StartVersionForm(CaseForm):
    """The button carries no page's version: who presses it twice goes on with the draft of the first."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
