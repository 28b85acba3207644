from django.urls import path

from apps.accounts.views import account, keeping, people, signing

app_name = "accounts"
urlpatterns = [
    path("login/", signing.LoginView.as_view(), name="login"),
    path("login/code/", account.code, name="code"),
    path("login/resume/", keeping.resume, name="resume"),
    path("login/onward/", keeping.go_on, name="onward"),
    path("logout/", signing.LogoutView.as_view(), name="logout"),
    path("session/", keeping.session, name="session"),
    path("post/", signing.switch_role, name="switch-post"),
    path("post/choose/", signing.choose_role, name="choose-post"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/second-factor/", account.factor, name="factor"),
    path("account/second-factor/change/", account.factor_change, name="factor-change"),
    path("account/sign-out/", account.sign_out_everywhere, name="sign-out-everywhere"),
    path("people/", people.people, name="people"),
    path("people/<int:user_id>/<slug:act>/", people.person, name="person"),
]
