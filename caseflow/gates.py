"""How people sign in beside passwords: settings like the others (docs/deployment.md, decision 0122)."""

from urllib.parse import urlsplit

import environ

__all__ = [
    "IDENTITIES_PAGE",
    "OIDC_ACR_VALUES",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_ISSUER",
    "OIDC_SECONDS",
    "OIDC_VOUCHING",
    "SIGN_IN_GATE",
    "SIGN_IN_GATE_LABEL",
    "SIGN_IN_GATE_ORIGINS",
]
env = environ.Env()

SIGN_IN_GATE = env.str("SIGN_IN_GATE", default="")
"""``oidc``, the dotted path of a class that keeps the contract of apps/accounts/services/gates, or ''."""
SIGN_IN_GATE_LABEL = env.str("SIGN_IN_GATE_LABEL", default="统一身份认证")
"""What people call the gate: on its button and in messages."""
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_ACR_VALUES = env.str("OIDC_ACR_VALUES", default="")
"""Strength of signing in that is asked of the provider (acr_values); '' leaves it to the provider."""
OIDC_VOUCHING = env.list("OIDC_VOUCHING", default=[])
"""Values of acr or amr that stand for a second factor; without any the site asks for its own code."""
OIDC_SECONDS = env.float("OIDC_SECONDS", default=10.0)
"""How long the provider may take to answer."""
_ISSUER = urlsplit(OIDC_ISSUER)
SIGN_IN_GATE_ORIGINS = env.list(
    "SIGN_IN_GATE_ORIGINS", default=[f"{_ISSUER.scheme}://{_ISSUER.netloc}"] if _ISSUER.netloc else []
)
"""Where a form of ours may lead (CSP form-action): signing in and out at the gate."""
IDENTITIES_PAGE = "administration:identities"
"""Where the links of accounts to the gate are listed; a page of a higher app, hence a setting."""
