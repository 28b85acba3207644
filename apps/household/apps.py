from django.apps import AppConfig


class HouseholdConfig(AppConfig):
    """The household's own pages: who may look and what was shown; no facts of cases."""

    name = "apps.household"
    label = "household"
    verbose_name = "住户页面"
