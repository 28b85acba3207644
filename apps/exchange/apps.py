from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """浙里建造, 一码监管, 装修备案系统: what they are told of works, and what they are asked."""

    name = "apps.exchange"
    label = "exchange"
    verbose_name = "与其他系统的往来"

    def ready(self) -> None:
        """Declare the systems, and hear of moves and corrections: the apps below know none of them."""
        from apps.cases.services import register_after
        from apps.connections.rules.partners import register_partner
        from apps.exchange.rules.progress import STEPS
        from apps.exchange.services.asking import give_up
        from apps.exchange.services.construction import PARTNER as CONSTRUCTION
        from apps.exchange.services.filings import PARTNER as HOME_FILING
        from apps.exchange.services.following import follow_correction, follow_move
        from apps.exchange.services.site_codes import PARTNER as SITE_CODE
        from apps.inspections.services import days_corrected
        from apps.othertrack.services import stood

        for partner in (CONSTRUCTION, SITE_CODE, HOME_FILING):
            register_partner(partner)
        for name in STEPS:
            register_after(name, follow_move)
        days_corrected.connect(follow_correction, dispatch_uid="exchange.days_corrected")
        stood.connect(give_up, dispatch_uid="exchange.stood")
