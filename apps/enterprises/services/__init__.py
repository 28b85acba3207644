"""Every write to the enterprise directory (R3): entering and removing never touch running cases."""

from apps.enterprises.services.accounts import OpenedAccount, join_account, open_account
from apps.enterprises.services.contacts import add_contact, end_contact
from apps.enterprises.services.firms import (
    OffListEnterprise,
    change_contact,
    chosen_enterprise,
    record_enterprise,
    rename_enterprise,
)
from apps.enterprises.services.listings import (
    accept_application,
    apply_for_listing,
    enter_enterprise,
    list_enterprise,
    remove_from_roll,
    return_application,
    still_listed,
)
from apps.enterprises.services.points import change_point, close_point, open_point
from apps.enterprises.services.rolls import close_roll, publish_roll

__all__ = [
    "OffListEnterprise",
    "OpenedAccount",
    "accept_application",
    "add_contact",
    "apply_for_listing",
    "change_contact",
    "change_point",
    "chosen_enterprise",
    "close_point",
    "close_roll",
    "end_contact",
    "enter_enterprise",
    "join_account",
    "list_enterprise",
    "open_account",
    "open_point",
    "publish_roll",
    "record_enterprise",
    "remove_from_roll",
    "rename_enterprise",
    "return_application",
    "still_listed",
]
