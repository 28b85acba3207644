from django.apps import AppConfig


class PackagesConfig(AppConfig):
    name = "apps.packages"
    label = "packages"
    verbose_name = "套餐商品库"

    def ready(self) -> None:
        """Say how messages about a package are called."""
        from apps.outbox.queries import register_subject
        from apps.packages.queries import described

        register_subject("package", described)
