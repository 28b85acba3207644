from apps.accounts.models.accounts import Credential, PastPassword, RecoveryCode, SecondFactor
from apps.accounts.models.gates import GateIdentity

__all__ = ["Credential", "GateIdentity", "PastPassword", "RecoveryCode", "SecondFactor"]
