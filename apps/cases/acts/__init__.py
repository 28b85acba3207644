"""What people do about an application."""

from typing import Any

from apps.acts.acts import Act

ACTS: tuple[Act[Any], ...] = ()

__all__ = ["ACTS"]
