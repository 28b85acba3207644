from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """服务评价: how a household found the service, once its case has ended well."""

    name = "apps.ratings"
    label = "ratings"
    verbose_name = "服务评价"

    def ready(self) -> None:
        """Declare the system outside that ratings are sent to."""
        from apps.connections.rules.partners import register_partner
        from apps.ratings.services.pushing import PARTNER

        register_partner(PARTNER)
