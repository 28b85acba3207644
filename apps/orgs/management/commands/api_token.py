"""Tokens for other systems, from the command line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.lib import clock, formats
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from apps.orgs.models import ApiToken, Organisation
from apps.orgs.services import issue_token, revoke_token


class Command(BaseCommand):
    """``api_token issue|list|revoke``."""

    help = "签发（issue）、查看（list）或撤销（revoke）接口令牌；令牌只在签发时显示一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        issue = acts.add_parser("issue", help="签发令牌，只显示一次")
        issue.add_argument("--organisation", required=True, help="机构全称或编号")
        issue.add_argument(
            "--post", action="append", required=True, choices=Role.values, help="岗位，可以写多次"
        )
        issue.add_argument("--label", required=True, help="给哪个系统使用")
        issue.add_argument("--days", type=int, default=90, help="有效天数，默认 90")
        acts.add_parser("list", help="列出令牌（不含密钥）")
        revoke = acts.add_parser("revoke", help="撤销令牌")
        revoke.add_argument("token", type=int, help="令牌编号，见 list")
        revoke.add_argument("--reason", default="", help="原因")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the act; a refusal ends with its reason."""
        try:
            {"issue": self._issue, "list": self._list, "revoke": self._revoke}[options["act"]](options)
        except Refused as refused:
            raise CommandError(refused.reason) from refused

    def _issue(self, options: dict[str, Any]) -> None:
        name = options["organisation"]
        found = Organisation.objects.active().filter(name=name)
        if not found and name.isascii() and name.isdigit():
            found = Organisation.objects.active().filter(pk=int(name))
        organisation = found.first()
        if organisation is None:
            raise CommandError(f"没有在用的机构“{name}”。")
        token, secret = issue_token(
            by=SYSTEM,
            organisation=organisation,
            roles=[Role(role) for role in options["post"]],
            label=options["label"],
            days=options["days"],
        )
        # The words go to stderr: stdout is the token alone and can be piped on.
        self.stderr.write(
            f"已签发 {token.pk} 号令牌：{organisation}，"
            f"有效至 {formats.moment(token.expires_at)}。只显示这一次："
        )
        self.stdout.write(secret)

    def _list(self, options: dict[str, Any]) -> None:
        for token in ApiToken.objects.select_related("organisation"):
            roles = "、".join(Role(role).label for role in token.roles)
            state = "已撤销" if token.revoked_at else "已过期" if token.expires_at <= clock.now() else "有效"
            self.stdout.write(
                f"{token.pk}\t{token.prefix}…\t{token.organisation}\t{roles}\t{token.label}\t"
                f"{state}，至 {formats.day(token.expires_at)}"
            )

    def _revoke(self, options: dict[str, Any]) -> None:
        try:
            token = revoke_token(by=SYSTEM, token_id=options["token"], reason=options["reason"])
        except ApiToken.DoesNotExist:
            raise CommandError(f"没有 {options['token']} 号令牌。") from None
        self.stdout.write(f"已撤销 {token}。")
