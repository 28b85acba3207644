from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "apps.plans"
    label = "plans"
    verbose_name = "方案与预算"

    def ready(self) -> None:
        """Tell the mover which plans and contracts are on record: the cases below cannot ask for them."""
        from apps.cases.services.handed_in import paper_handed_in
        from apps.plans.services.ahead import register
        from apps.plans.services.application_form import keep_handed_in

        register()
        # A signal, as imports only go downwards: whoever takes papers in cannot know that one is 附件 1.
        paper_handed_in.connect(keep_handed_in, dispatch_uid="plans.handed_in")
