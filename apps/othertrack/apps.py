from django.apps import AppConfig


class OtherTrackConfig(AppConfig):
    """其他旧房装修和厨卫等局部改造 (杭房局〔2024〕43号 三(二))."""

    name = "apps.othertrack"
    label = "othertrack"
    verbose_name = "其他旧房装修和厨卫等局部改造"
