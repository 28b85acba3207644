"""对接: declaring a system outside, asking that a record be sent to it, and what people decide about it."""

from apps.connections.services.keeping import (
    forget_old_calls,
    give_up,
    push_again,
    push_all,
    push_mended,
    switch_off,
    switch_on,
)
from apps.connections.services.pushing import call_off, line_up, push, submit, take_up

__all__ = [
    "call_off",
    "forget_old_calls",
    "give_up",
    "line_up",
    "push",
    "push_again",
    "push_all",
    "push_mended",
    "submit",
    "switch_off",
    "switch_on",
    "take_up",
]
