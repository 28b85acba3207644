"""No tables: pages for everybody, without an account (R16)."""

from __future__ import annotations

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """文书核验 and what else the public may see; reads what the stages tell of themselves."""

    name = "apps.public"
    label = "public"
    verbose_name = "公开页面"
