"""Addresses of the household's pages, and of the counter's pages of slips."""

from django.urls import path

from apps.acts.views import pages as act_pages
from apps.household.acts import ACTS, ISSUE
from apps.household.views import acting, appointments, complaints, defects, desk, door, letters, pages

app_name = "household"
urlpatterns = [
    path("my/", pages.home, name="home"),
    path("my/enter/", door.enter, name="enter"),
    path("my/ended/", door.ended, name="ended"),
    path("my/out/", door.out, name="out"),
    path("my/size/", door.size, name="size"),
    path("my/plan/", pages.plan, name="plan"),
    path("my/ask/", pages.ask, name="ask"),
    path("my/do/<slug:slug>/", acting.decide, name="decide"),
    path("my/done/<slug:slug>/", acting.done, name="done"),
    path("my/complaint/", complaints.complain, name="complaint"),
    path("my/letters/", letters.letters, name="letters"),
    path("my/letters/write/", letters.write, name="letter"),
    path("my/letters/<int:number>/", letters.sent, name="letter-sent"),
    path("my/letters/<int:number>/<int:place>/", letters.picture, name="letter-picture"),
    path("my/defects/", defects.reports, name="defects"),
    path("my/defects/report/", defects.report, name="defect-report"),
    path("my/defects/<int:number>/", defects.one, name="defect"),
    path("my/defects/<int:number>/again/", defects.again, name="defect-again"),
    path("my/defects/<int:number>/<uuid:photo_id>/", defects.photo, name="defect-photo"),
    path("my/papers/", pages.papers, name="papers"),
    path("my/papers/<slug:kind>/", pages.paper, name="single-paper"),
    path("my/papers/<slug:kind>/<int:number>/", pages.paper, name="paper"),
    path("my/visits/<int:number>/", appointments.appointment, name="appointment"),
    path("my/visits/<int:number>/choose/", appointments.choose, name="appointment-choose"),
    path("my/visits/<int:number>/other/", appointments.wish, name="appointment-wish"),
    path("my/visits/<int:number>/none/", appointments.decline, name="appointment-decline"),
    path("my/slip/<str:token>/", door.scanned, name="scanned"),
    path("cases/<uuid:pk>/slips/", desk.slips, name="slips"),
    path("cases/<uuid:pk>/slips/<int:number>/", desk.issued, name="issued"),
    path("cases/<uuid:pk>/slips/<int:number>/paper/", desk.paper, name="slip-paper"),
    *act_pages(ACTS, views={ISSUE.name: desk.IssuePage}),
]
