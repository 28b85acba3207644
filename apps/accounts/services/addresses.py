"""From where a request comes, believing only proxies of our own."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the client's address; None when there is none that parses.

    Each proxy appends the address it was called from to X-Forwarded-For, so with n proxies of our own
    the n-th entry from the right is the first one a stranger could not have written.
    """
    entries = [
        each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if each.strip()
    ]
    trusted = settings.TRUSTED_PROXY_COUNT
    candidate = (
        # Fewer entries than proxies: the request did not come through them, so the header is a stranger's.
        entries[-trusted] if 0 < trusted <= len(entries) else str(request.META.get("REMOTE_ADDR") or "")
    )
    try:
        return str(ip_address(candidate))
    except ValueError:
        return None


def logged_address(request: HttpRequest) -> str | None:
    """Return the address as the access log keeps it: whole, without its last part, or not at all."""
    address = client_address(request)
    if address is None or settings.ACCESS_LOG_ADDRESS == "none":
        return None
    if settings.ACCESS_LOG_ADDRESS == "truncated":
        kept = 24 if ip_address(address).version == 4 else 48
        return str(ip_network(f"{address}/{kept}", strict=False).network_address)
    return address
