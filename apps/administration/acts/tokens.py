"""接口令牌 as acts: issued for a body, revoked at once. Neither has an operation: no token makes tokens."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.administration.forms.tokens import RevokeForm, TokenForm
from apps.administration.permissions import may_issue_token, may_revoke_token
from apps.administration.queries.tokens import body_seen, token_seen
from apps.administration.services.tokens import issue_token, revoke_token
from apps.lib.actors import Actor
from apps.orgs.models import ApiToken, Organisation


class OnTokens(Ground[Organisation]):
    """The tokens of a body; issuing one adds and overwrites nothing, so there is no version."""

    title = "接口令牌"
    found = "administration:tokens"
    template = "administration/token_act.html"

    def load(self, actor: Actor, **kwargs: Any) -> Organisation:
        """Return the body of the URL."""
        return body_seen(actor, kwargs["body"])

    def version(self, subject: Organisation) -> int:
        """Return 0: nothing that stands is changed."""
        return 0

    def named(self, subject: Organisation) -> dict[str, Any]:
        """Services take the body as ``organisation``."""
        return {"organisation": subject}

    def place(self, subject: Organisation) -> dict[str, Any]:
        """URLs take its ``body``."""
        return {"body": subject.pk}

    def home(self, act: Act[Organisation], subject: Organisation) -> str:
        """Return the list."""
        return reverse("administration:tokens")

    def frame(self, actor: Actor, subject: Organisation) -> dict[str, Any]:
        """Say for which body."""
        return {"body": subject}


class OnToken(Ground[ApiToken]):
    """One token; revoked once and for ever, so it has no version."""

    title = "接口令牌"
    found = "administration:tokens"
    template = "administration/token_act.html"

    def load(self, actor: Actor, **kwargs: Any) -> ApiToken:
        """Return the token of the URL."""
        return token_seen(actor, kwargs["token"])

    def version(self, subject: ApiToken) -> int:
        """Return 0: it is revoked or not."""
        return 0

    def named(self, subject: ApiToken) -> dict[str, Any]:
        """Services take ``token_id``."""
        return {"token_id": subject.pk}

    def place(self, subject: ApiToken) -> dict[str, Any]:
        """URLs take its ``token``."""
        return {"token": subject.pk}

    def home(self, act: Act[ApiToken], subject: ApiToken) -> str:
        """Return the list."""
        return reverse("administration:tokens")

    def frame(self, actor: Actor, subject: ApiToken) -> dict[str, Any]:
        """Say which token, of which body."""
        return {"body": subject.organisation, "token": subject}


TOKENS, TOKEN = OnTokens(), OnToken()

ISSUE = Act(
    name="tokens.issue",
    label="签发接口令牌",
    ground=TOKENS,
    may=may_issue_token,
    form=TokenForm,
    service=issue_token,
    explain="本单位自己的系统凭令牌以所选岗位办理，留痕写明“接口·用途”。令牌只在签发后显示一次；"
    "到期、撤销、单位停用或签发人离任，令牌立即停用。",
    button="签发",
    success="令牌已签发。",
    icon="key",
    records={"api_token.issued": "签发接口令牌"},
    path="tokens/<int:body>/issue/",
    page="administration:token-issue",
    after=lambda _body, token: reverse("administration:token-issued", kwargs={"token": token.pk}),
)
REVOKE = Act(
    name="tokens.revoke",
    label="撤销接口令牌",
    ground=TOKEN,
    may=may_revoke_token,
    form=RevokeForm,
    service=revoke_token,
    explain="撤销后立即停用，不能恢复；还要用的，另行签发。",
    button="撤销",
    success="令牌已撤销，立即停用。",
    danger=True,
    records={"api_token.revoked": "撤销接口令牌"},
    path="tokens/<int:token>/revoke/",
    page="administration:token-revoke",
)
ON_TOKENS = (ISSUE, REVOKE)
