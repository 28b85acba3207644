"""Every write to 套餐商品库: versions are added, never changed; the enterprise answers for their content."""

from apps.packages.services.looking import publish_package, return_package
from apps.packages.services.offering import propose_package, revise_package, withdraw_package
from apps.packages.services.starting import start_plan

__all__ = [
    "propose_package",
    "publish_package",
    "return_package",
    "revise_package",
    "start_plan",
    "withdraw_package",
]
