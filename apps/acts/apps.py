"""The acts' kernel: no tables."""

from __future__ import annotations

from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "apps.acts"
    label = "acts"
    verbose_name = "办理事项"
