from django.urls import path

from cop_platform.pages import views_cohort, views_look, views_next, views_privacy, views_public

app_name = "pages"
urlpatterns = [
    path("", views_public.home, name="home"),
    path("how-it-works/", views_public.about, name="about"),
    path("safety/", views_public.safety, name="safety"),
    path("accessibility/", views_public.accessibility, name="accessibility"),
    path("privacy/", views_public.privacy, name="privacy"),
    path("look/", views_look.look, name="look"),
    path("next/", views_next.next_page, name="next"),
    path("you/held/", views_privacy.held, name="held"),
    path("you/held/copy/", views_privacy.copy, name="held_copy"),
    path("you/held/correct/", views_privacy.correct, name="held_correct"),
    path("you/held/erase/", views_privacy.erase, name="held_erase"),
    path("you/held/consents/<int:pk>/", views_privacy.withdraw, name="held_consent"),
    path("you/held/requests/<int:pk>/", views_privacy.take_back, name="held_take_back"),
    path("c/", views_cohort.cohorts, name="cohorts"),
    path("c/<slug:code>/", views_cohort.cohort, name="cohort"),
]
