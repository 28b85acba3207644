from django.apps import AppConfig


class PackagesConfig(AppConfig):
    name = "apps.packages"
    label = "packages"
    verbose_name = "套餐商品库"

    def ready(self) -> None:
        """Say how messages about a package are called, and what a plan's tab tells of its packages."""
        from apps.outbox.queries import register_subject
        from apps.packages.queries import departure_of, departure_on_paper, described, signals_for
        from apps.plans.queries.panels import register_beside, register_panel

        register_subject("package", described)
        register_panel("packages/departure.html", lambda plan, _actor: departure_of(plan))
        register_panel("packages/signal.html", signals_for)
        register_beside(departure_on_paper)
