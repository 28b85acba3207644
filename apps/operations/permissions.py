"""Who may read the metrics."""

from __future__ import annotations

import hmac
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from apps.lib.decisions import Allowed, Decision, Denied

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_PROTO")


def may_read_metrics(request: HttpRequest) -> Decision:
    """Allow who carries METRICS_TOKEN, or who calls directly from one of METRICS_NETWORKS.

    A request that a proxy handed on has the proxy's address: it counts by its token alone.
    """
    token = settings.METRICS_TOKEN
    offered = request.headers.get("Authorization", "")
    # Bytes, because compare_digest refuses texts outside ASCII with an error.
    if token and hmac.compare_digest(offered.encode(), f"Bearer {token}".encode()):
        return Allowed()
    if any(name in request.META for name in _FORWARDED):
        return Denied("经代理转来的请求须带监控令牌")
    try:
        caller = ip_address(str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return Denied("看不出请求来自哪里")
    if any(caller in ip_network(network) for network in settings.METRICS_NETWORKS):
        return Allowed()
    return Denied("请求不是来自监控所在的网段")
