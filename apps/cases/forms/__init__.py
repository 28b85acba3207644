"""Forms of registration and filing: they check, they never write."""

from apps.cases.forms.registration import FIRST_FIT_OUT, RegistrationForm, own_streets

__all__ = ["FIRST_FIT_OUT", "RegistrationForm", "own_streets"]
