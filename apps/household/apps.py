from django.apps import AppConfig


class HouseholdConfig(AppConfig):
    """The household's own pages: who may look and what was shown; no facts of cases."""

    name = "apps.household"
    label = "household"
    verbose_name = "住户页面"

    def ready(self) -> None:
        """Let notices carry the slip that was issued just before."""
        from apps.cases.views.doors import register_door
        from apps.household.views.desk import door

        register_door(door)
