"""What a renovation's page shows of this: the act beside 登记核查, and how open questions stand."""

from apps.exchange.acts import ASK
from apps.exchange.queries.questions import remarks_on
from apps.othertrack.acts import register_act
from apps.othertrack.queries.page import register_remark

register_act(ASK)
register_remark(remarks_on)
