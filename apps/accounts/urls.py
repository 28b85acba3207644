from django.urls import path

from apps.accounts.views import account, claim, gate, kept_forms, people, sign_in

app_name = "accounts"
urlpatterns = [
    path("login/", sign_in.LoginView.as_view(), name="login"),
    path("login/code/", account.code, name="code"),
    path("login/claim/", claim.claim, name="claim"),
    path("login/own/<str:link>/", claim.own, name="own-link"),
    path("login/resume/", kept_forms.resume, name="resume"),
    path("login/onward/", kept_forms.go_on, name="onward"),
    path("login/gate/", gate.begin, name="gate"),
    path("login/gate/back/", gate.back, name="gate-back"),
    path("people/<int:user_id>/identity/<slug:act>/", gate.identity, name="identity"),
    path("logout/", sign_in.LogoutView.as_view(), name="logout"),
    path("session/", kept_forms.session, name="session"),
    path("post/", sign_in.switch_role, name="switch-post"),
    path("post/choose/", sign_in.choose_role, name="choose-post"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/second-factor/", account.factor, name="factor"),
    path("account/second-factor/change/", account.factor_change, name="factor-change"),
    path("account/sign-out/", account.sign_out_everywhere, name="sign-out-everywhere"),
    path("people/<int:user_id>/<slug:act>/", people.person, name="person"),
]
