"""Work on cases that nobody presses a button for."""

from apps.cases import services


def refresh_clocks() -> int:
    """Recompute due days after a year's holidays were announced; run daily."""
    return services.refresh_clocks()
