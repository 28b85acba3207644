"""Every write of 疑点: the search that keeps what it found, and what people decide."""

from apps.signals.services.deciding import conclude_signal, decide_signal, reopen_signal
from apps.signals.services.keeping import keep
from apps.signals.services.looking import look_for_signals

__all__ = ["conclude_signal", "decide_signal", "keep", "look_for_signals", "reopen_signal"]
