from apps.accounts.models.accounts import Credential, PasswordClaim, PastPassword, RecoveryCode, SecondFactor
from apps.accounts.models.gates import GateIdentity

__all__ = ["Credential", "GateIdentity", "PasswordClaim", "PastPassword", "RecoveryCode", "SecondFactor"]
