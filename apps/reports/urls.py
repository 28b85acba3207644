from django.urls import path

from apps.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("overview/", views.overview, name="overview"),
    path("bureaus/<int:bureau>/", views.bureau_weeks, name="bureau"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/save/", views.save, name="save"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/accept/", views.accept, name="accept"),
    path("<int:pk>/return/", views.send_back, name="return"),
    path("<int:pk>/adjust/", views.adjust, name="adjust"),
    path("<int:pk>/figures/<slug:figure>/", views.figure, name="figure"),
    path("<int:pk>/table.pdf", views.pdf, name="pdf"),
    path("<int:pk>/table.xlsx", views.xlsx, name="xlsx"),
    path("<int:pk>/evidence/", views.evidence, name="evidence"),
]
