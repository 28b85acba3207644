from django.urls import path

from apps.acts.views import pages
from apps.packages import views
from apps.packages.acts import ON_DIRECTORY, PROPOSE, REVISE

app_name = "packages"
urlpatterns = [
    path("", views.index, name="index"),
    path("signals/", views.signals, name="signals"),
    path("<int:pk>/", views.package, name="package"),
    *pages(ON_DIRECTORY, views={PROPOSE.name: views.FormPage, REVISE.name: views.FormPage}),
]
