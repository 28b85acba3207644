from django.urls import path

from apps.orgs import views

app_name = "orgs"
urlpatterns = [
    path("login/", views.LoginView.as_view(), name="login"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path("post/", views.switch_post, name="switch-post"),
]
