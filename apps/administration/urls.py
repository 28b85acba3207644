"""Addresses of 管理."""

from django.urls import path

from apps.acts.views import pages
from apps.administration.acts import ACTS
from apps.administration.acts.tokens import ISSUE
from apps.administration.views import initial, years
from apps.administration.views.bodies import bodies, body
from apps.administration.views.calendar import AnnouncePage, calendar
from apps.administration.views.identities import identities
from apps.administration.views.index import index
from apps.administration.views.people import people, people_of_body, review_paper
from apps.administration.views.setup import first, import_page
from apps.administration.views.site import site
from apps.administration.views.tokens import IssuePage, issued, tokens

app_name = "administration"
urlpatterns = [
    path("", index, name="index"),
    path("site/", site, name="site"),
    path("years/", years.years, name="years"),
    path("years/<int:pk>/", years.year, name="year"),
    path("years/bodies/<int:pk>/", years.body_numbers, name="body-numbers"),
    path("years/bodies/<int:pk>/wordings/", years.wordings, name="wordings"),
    path("years/bodies/<int:pk>/retention.pdf", years.retention_paper, name="retention-paper"),
    path("years/rules/<int:pk>/", years.rule_set, name="rule-set"),
    path("initial/", initial.index, name="initial"),
    path("initial/<int:pk>/", initial.of_body, name="initial-of"),
    path("calendar/", calendar, name="calendar"),
    path("identities/", identities, name="identities"),
    path("tokens/", tokens, name="tokens"),
    path("tokens/<int:token>/issued/", issued, name="token-issued"),
    path("people/", people, name="people"),
    path("people/<int:body>/", people_of_body, name="people-of"),
    path("people/<int:body>/review/list.pdf", review_paper, name="review-paper"),
    path("bodies/", bodies, name="bodies"),
    path("bodies/<int:pk>/", body, name="body"),
    path("import/", import_page, name="import"),
    path("first/<str:link>/", first, name="first"),
    *pages(ACTS, views={"calendar.announce": AnnouncePage, ISSUE.name: IssuePage}),
]
