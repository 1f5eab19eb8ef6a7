"""Open forms name their program; what is one's own carries numbers alone."""

from django.urls import path

from intakes.views import application, apply, interest, offer, rollover, support

app_name = "intakes"
urlpatterns = [
    path("programs/<slug:slug>/interest/", interest.express, name="interest"),
    path("programs/<slug:slug>/apply/", apply.begin, name="apply"),
    path("interest/<int:number>/", interest.express_from_mail, name="interest_again"),
    path("interests/<int:pk>/", interest.mine, name="my_interest"),
    path("interests/<int:pk>/apply/", interest.apply_now, name="apply_now"),
    path("interests/<int:pk>/withdraw/", interest.withdraw, name="withdraw_interest"),
    path("applications/<int:pk>/", application.show, name="application"),
    path("applications/<int:pk>/form/<slug:step>/", apply.step, name="step"),
    path("applications/<int:pk>/copy/", application.copy, name="copy"),
    path("applications/<int:pk>/withdraw/", application.withdraw, name="withdraw"),
    path("applications/<int:pk>/leave/<int:candidacy>/", application.leave_list, name="leave_list"),
    path("applications/<int:pk>/next-intake/", rollover.answer, name="roll_over"),
    path("applications/<int:pk>/support/", support.ask, name="support"),
    path("support/<slug:token>/", support.answer, name="support_answer"),
    path("offers/<int:pk>/", offer.show, name="offer"),
    path("offers/<int:pk>/decline/", offer.decline, name="decline"),
    path("offers/<int:pk>/rejoin/", offer.rejoin, name="rejoin"),
    path("offers/<int:pk>/give-up/", offer.give_up, name="give_up"),
]
