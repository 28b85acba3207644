"""Who a session belongs to."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from apps.orgs.models import User


class AccountBackend(ModelBackend):
    """Django's own, loading the state of password and sessions with the person: one query, not two."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person if still active."""
        user = User.objects.select_related("credential").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
