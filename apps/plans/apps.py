from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "apps.plans"
    label = "plans"
    verbose_name = "方案与预算"

    def ready(self) -> None:
        """Tell the mover which plans and contracts are on record: the cases below cannot ask for them."""
        from apps.plans.services.ahead import register

        register()
