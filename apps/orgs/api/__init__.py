"""What every address of the API stands on: tokens, problems, pages of lists, strict bodies, views."""

from apps.orgs.api.parsing import StrictJSONParser, StrictMultiPartParser
from apps.orgs.api.problems import Fault, Invalid, Problem, form_faults
from apps.orgs.api.serializers import Part, Shown, Strict, Versioned
from apps.orgs.api.views import ApiView, ChangeView, DetailView, ListView

__all__ = [
    "ApiView",
    "ChangeView",
    "DetailView",
    "Fault",
    "Invalid",
    "ListView",
    "Part",
    "Problem",
    "Shown",
    "Strict",
    "StrictJSONParser",
    "StrictMultiPartParser",
    "Versioned",
    "form_faults",
]
