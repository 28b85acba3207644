"""The tags and filters every template may use without loading them (a template builtin)."""

from django import template

from apps.ui.templatetags.ui import formats, forms, parts

register = template.Library()
# A builtin is one module with one register: the parts are poured into it.
for _part in (formats, forms, parts):
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
