"""Grounds that several apps stand on."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.lib.actors import Actor


class NothingYet(Ground[None]):
    """A counter or a list, where nothing stands yet: the service takes what is said alone."""

    def load(self, actor: Actor, **kwargs: Any) -> None:
        """There is nothing to load: whether the role does it is the act's question."""

    def version(self, subject: None) -> int:
        return 0

    def named(self, subject: None) -> dict[str, Any]:
        return {}

    def place(self, subject: None) -> dict[str, Any]:
        """No part of the URL names it."""
        return {}

    def home(self, act: Act[None], subject: None) -> str:
        """Return the page from which people come to it."""
        return reverse(self.found)
