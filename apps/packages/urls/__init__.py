from django.urls import path

from apps.acts.views import pages
from apps.packages import views
from apps.packages.acts import LOOKS, ON_DIRECTORY, PROPOSE, REVISE

app_name = "packages"
urlpatterns = [
    path("", views.index, name="index"),
    path("signals/", views.signals, name="signals"),
    path("<int:pk>/", views.package, name="package"),
    *pages(
        ON_DIRECTORY,
        views={
            **{act.name: views.FormPage for act in (PROPOSE, REVISE)},
            **{act.name: views.LookPage for act in LOOKS},
        },
    ),
]
