from django.urls import path

from programs.views import public

app_name = "programs"
urlpatterns = [
    path("programs/", public.programs, name="programs"),
    path("programs/", public.programs, name="communities"),  # by its name in the masthead
    path("programs/<slug:slug>/", public.program, name="program"),
    path("programs/<slug:slug>/<slug:community>/", public.community, name="community"),
]
