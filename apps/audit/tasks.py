"""Work of the record that nobody presses a button for."""

from apps.audit import services


def seal_yesterday() -> None:
    """Seal yesterday's events; run daily, soon after midnight (Asia/Shanghai)."""
    services.seal_until_yesterday()
