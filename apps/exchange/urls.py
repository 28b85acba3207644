"""Address of 请系统核查, below a renovation."""

from apps.acts.views import pages
from apps.exchange.acts import ACTS

app_name = "exchange"
urlpatterns = pages(ACTS)
