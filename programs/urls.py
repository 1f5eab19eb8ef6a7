from django.urls import path

from programs.views import brief, own_mail, profile, public, set_up

app_name = "programs"
urlpatterns = [
    path("programs/", public.programs, name="programs"),
    path("programs/", public.programs, name="communities"),  # by its name in the masthead
    path("programs/<slug:slug>/", public.program, name="program"),
    path("programs/<slug:slug>/<slug:community>/", public.community, name="community"),
    path("managers/<slug:slug>/", brief.page, name="brief"),
    path("managers/<slug:slug>/brief.pdf", brief.printed, name="brief_pdf"),
    path("you/mail/", own_mail.own_mail, name="own_mail"),
    path("you/facilitating/", profile.profile, name="profile"),
    path("setup/", set_up.steps, name="setup"),
    path("setup/begin/", set_up.begin, name="begin"),
    path("setup/ready-made/", set_up.load_ready_made, name="load_ready_made"),
    path("setup/coordinate/", set_up.coordinate, name="coordinate"),
    path("setup/cohorts/", set_up.open_cohorts, name="open_cohorts"),
    path("setup/invite/", set_up.invite, name="invite"),
    path("setup/publish/", set_up.publish, name="publish"),
]
