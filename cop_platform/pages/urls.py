from django.urls import path

from cop_platform.pages import views_look, views_public, what_next

app_name = "pages"
urlpatterns = [
    path("", views_public.home, name="home"),
    path("how-it-works/", views_public.about, name="about"),
    path("safety/", views_public.safety, name="safety"),
    path("accessibility/", views_public.accessibility, name="accessibility"),
    path("privacy/", views_public.privacy, name="privacy"),
    path("look/", views_look.look, name="look"),
    path("next/", what_next.next_page, name="next"),
]
