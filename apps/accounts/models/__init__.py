from apps.accounts.models.accounts import Credential, PasswordClaim, PastPassword, RecoveryCode, SecondFactor
from apps.accounts.models.gates import GateIdentity
from apps.accounts.models.reviews import AccountReview

__all__ = [
    "AccountReview",
    "Credential",
    "GateIdentity",
    "PasswordClaim",
    "PastPassword",
    "RecoveryCode",
    "SecondFactor",
]
