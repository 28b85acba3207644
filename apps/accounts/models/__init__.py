from apps.accounts.models.accounts import Credential, PastPassword, RecoveryCode, SecondFactor

__all__ = ["Credential", "PastPassword", "RecoveryCode", "SecondFactor"]
