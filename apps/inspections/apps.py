from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "apps.inspections"
    label = "inspections"
    verbose_name = "施工、巡查与验收"

    def ready(self) -> None:
        """Be asked before a text is sent again: the cases below cannot know that its time was moved."""
        from apps.cases.services.undelivered import resending
        from apps.inspections.services.appointment_notices import refuse_outdated

        resending.connect(refuse_outdated, dispatch_uid="inspections.appointment_texts")
