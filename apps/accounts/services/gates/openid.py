"""The gate of any OpenID Connect provider: authorisation code with PKCE, state and nonce, by Authlib."""

from __future__ import annotations

import json
import logging
from typing import Any

import requests
from authlib.integrations.django_client import OAuth, OAuthError
from django.conf import settings
from django.http import HttpRequest
from joserfc.errors import JoseError

from apps.accounts.services.gates import Arrival, Gate, GateRefused

logger = logging.getLogger(__name__)

SILENT = "统一身份认证没有应答，请稍后再试，或用账号和密码登录。"
UNPROVEN = "这次统一身份认证没有完成，请重新登录。"


class OpenIdGate(Gate):
    """One provider, found by its discovery document."""

    def __init__(self) -> None:
        """Register the provider; nothing is fetched yet."""
        self._client: Any = OAuth().register(
            "gate",
            client_id=settings.OIDC_CLIENT_ID,
            client_secret=settings.OIDC_CLIENT_SECRET,
            server_metadata_url=f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration",
            # Only who it is: names and telephones are not ours to fetch.
            client_kwargs={
                "scope": "openid",
                "code_challenge_method": "S256",
                "default_timeout": settings.OIDC_SECONDS,
            },
        )

    def begin(self, request: HttpRequest, *, back: str) -> str:
        """Return the provider's address for this session."""
        asked = {"acr_values": settings.OIDC_ACR_VALUES} if settings.OIDC_ACR_VALUES else {}
        try:
            self._require_issuer()
            if settings.OIDC_VOUCHING and self._client.load_server_metadata().get(
                "claims_parameter_supported"
            ):
                # Core 5.5: many say how somebody signed in only when they are asked.
                asked["claims"] = json.dumps({"id_token": {"acr": None, "amr": None}})
            return str(self._client.authorize_redirect(request, back, **asked).url)
        except (requests.RequestException, OAuthError, ValueError, KeyError, RuntimeError) as error:
            raise GateRefused(SILENT, detail=type(error).__name__) from error

    def finish(self, request: HttpRequest) -> Arrival:
        """Exchange the code, and prove the ID token: signature, issuer, audience, nonce, time."""
        try:
            self._require_issuer()
            token = self._client.authorize_access_token(request)
        except requests.RequestException as error:
            raise GateRefused(SILENT, detail=type(error).__name__) from error
        except (OAuthError, JoseError, ValueError, KeyError, RuntimeError) as error:
            # The message may quote the answer; the kind of error says enough.
            raise GateRefused(UNPROVEN, detail=type(error).__name__) from error
        claims = token.get("userinfo") or {}
        if not claims.get("sub") or len(claims["sub"]) > 255:
            raise GateRefused(UNPROVEN, detail="no subject")
        means = claims.get("amr") or []
        said = {claims.get("acr"), *(means if isinstance(means, list) else [])}
        return Arrival(
            issuer=settings.OIDC_ISSUER[:120],
            subject=claims["sub"],
            vouched=bool(said & set(settings.OIDC_VOUCHING)),
            leaving=token["id_token"],
        )

    def leave(self, leaving: str, *, back: str) -> str:
        """Return the provider's address for signing out, if it has one (RP-Initiated Logout)."""
        try:
            if "end_session_endpoint" not in self._client.load_server_metadata():
                return ""
            made = self._client.create_logout_url(post_logout_redirect_uri=back, id_token_hint=leaving)
        except (requests.RequestException, OAuthError, ValueError, KeyError, RuntimeError) as error:
            # Signing out here is done all the same.
            logger.warning("signing out at the gate failed: %s", type(error).__name__)
            return ""
        return str(made["url"])

    def _require_issuer(self) -> None:
        # Discovery 4.3: a document that speaks for another issuer is none of ours.
        if self._client.load_server_metadata()["issuer"].rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise ValueError("the document is of another issuer")
