"""Systems outside, by which texts and records are sent: settings like the others (docs/deployment.md)."""

import environ

__all__ = [
    "CONSTRUCTION_PLATFORM_SECRET",
    "CONSTRUCTION_PLATFORM_URL",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_TIMEOUT",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "FILING_SYSTEM_SECRET",
    "FILING_SYSTEM_URL",
    "HOTLINE_SECRET",
    "HOTLINE_URL",
    "MESSAGE_ADAPTER",
    "MESSAGE_GATEWAY_SECRET",
    "MESSAGE_GATEWAY_URL",
    "RATING_PLATFORM_MATTER",
    "RATING_PLATFORM_SECRET",
    "RATING_PLATFORM_URL",
    "SITE_CODE_SECRET",
    "SITE_CODE_URL",
]
env = environ.Env()

# Text messages to households: '' sends none, console says so in the log, http needs a gateway.
MESSAGE_ADAPTER = env.str("MESSAGE_ADAPTER", default="")
MESSAGE_GATEWAY_URL = env.str("MESSAGE_GATEWAY_URL", default="")
MESSAGE_GATEWAY_SECRET = env.str("MESSAGE_GATEWAY_SECRET", default="")
# Reminders to officials: smtp+ssl://user:password@host:465 or smtp+tls://…:587; '' sends none.
_mail = env.email_url("EMAIL_URL", default="smtp://")
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"] or "", _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.get("EMAIL_USE_SSL", False), _mail.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT, DEFAULT_FROM_EMAIL = 10, env.str("EMAIL_FROM", default="")
# 好差评: ratings are sent once address, secret and the matter's code are all given (docs/connections/).
RATING_PLATFORM_URL = env.str("RATING_PLATFORM_URL", default="")
RATING_PLATFORM_SECRET = env.str("RATING_PLATFORM_SECRET", default="")
RATING_PLATFORM_MATTER = env.str("RATING_PLATFORM_MATTER", default="")
# 浙里建造: the progress of cases, nothing of a household.
CONSTRUCTION_PLATFORM_URL = env.str("CONSTRUCTION_PLATFORM_URL", default="")
CONSTRUCTION_PLATFORM_SECRET = env.str("CONSTRUCTION_PLATFORM_SECRET", default="")
# 一码监管: works sites with whose home it is; asked whether a home of the other track is entered.
SITE_CODE_URL = env.str("SITE_CODE_URL", default="")
SITE_CODE_SECRET = env.str("SITE_CODE_SECRET", default="")
# 装修备案系统: asked whether a home of the other track is filed there.
FILING_SYSTEM_URL = env.str("FILING_SYSTEM_URL", default="")
FILING_SYSTEM_SECRET = env.str("FILING_SYSTEM_SECRET", default="")
# 12345: how a ticket with one of its 工单 ended.
HOTLINE_URL = env.str("HOTLINE_URL", default="")
HOTLINE_SECRET = env.str("HOTLINE_SECRET", default="")
