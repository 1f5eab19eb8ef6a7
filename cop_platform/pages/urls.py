from django.urls import path

from cop_platform.pages import views_cohort, views_look, views_next, views_public

app_name = "pages"
urlpatterns = [
    path("", views_public.home, name="home"),
    path("how-it-works/", views_public.about, name="about"),
    path("safety/", views_public.safety, name="safety"),
    path("accessibility/", views_public.accessibility, name="accessibility"),
    path("privacy/", views_public.privacy, name="privacy"),
    path("look/", views_look.look, name="look"),
    path("next/", views_next.next_page, name="next"),
    path("c/", views_cohort.cohorts, name="cohorts"),
    path("c/<slug:code>/", views_cohort.cohort, name="cohort"),
]
