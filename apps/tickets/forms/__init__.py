"""What is asked when a ticket is written down or handled."""

from apps.tickets.forms.handling import (
    AcceptForm,
    AuthorForm,
    CallForm,
    ForwardForm,
    HotlineForm,
    SettleForm,
    TalkForm,
)
from apps.tickets.forms.lists import ListForm, Wanted
from apps.tickets.forms.recording import RecordTicketForm

__all__ = [
    "AcceptForm",
    "AuthorForm",
    "CallForm",
    "ForwardForm",
    "HotlineForm",
    "ListForm",
    "RecordTicketForm",
    "SettleForm",
    "TalkForm",
    "Wanted",
]
