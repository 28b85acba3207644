from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "apps.inspections"
    label = "inspections"
    verbose_name = "施工、巡查与验收"

    def ready(self) -> None:
        """Hear of ends and be asked before a text is sent again: the cases below know no visit."""
        from apps.cases.services.transitions import case_ended
        from apps.cases.services.undelivered import resending
        from apps.inspections.services.appointment_notices import refuse_outdated
        from apps.inspections.services.remedies import end_open

        case_ended.connect(end_open, dispatch_uid="inspections.end_open")
        resending.connect(refuse_outdated, dispatch_uid="inspections.appointment_texts")
