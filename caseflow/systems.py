"""Systems outside, by which texts and records are sent: settings like the others (docs/deployment.md)."""

import environ

__all__ = [
    "HOTLINE_SECRET",
    "HOTLINE_URL",
    "MESSAGE_ADAPTER",
    "MESSAGE_GATEWAY_SECRET",
    "MESSAGE_GATEWAY_URL",
    "RATING_PLATFORM_MATTER",
    "RATING_PLATFORM_SECRET",
    "RATING_PLATFORM_URL",
]
env = environ.Env()

# Text messages to households: '' sends none, console says so in the log, http needs a gateway.
MESSAGE_ADAPTER = env.str("MESSAGE_ADAPTER", default="")
MESSAGE_GATEWAY_URL = env.str("MESSAGE_GATEWAY_URL", default="")
MESSAGE_GATEWAY_SECRET = env.str("MESSAGE_GATEWAY_SECRET", default="")
# 好差评: ratings are sent once address, secret and the matter's code are all given (docs/connections/).
RATING_PLATFORM_URL = env.str("RATING_PLATFORM_URL", default="")
RATING_PLATFORM_SECRET = env.str("RATING_PLATFORM_SECRET", default="")
RATING_PLATFORM_MATTER = env.str("RATING_PLATFORM_MATTER", default="")
# 12345: how a ticket with one of its 工单 ended.
HOTLINE_URL = env.str("HOTLINE_URL", default="")
HOTLINE_SECRET = env.str("HOTLINE_SECRET", default="")
