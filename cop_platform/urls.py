"""Every address of the site. Public ones may name things; signed-in ones never do."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from cop_platform.pages import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("cop_platform.pages.urls")),
    path("", include("intakes.urls")),  # ahead: /programs/<slug>/apply/ is no community
    path("", include("programs.urls")),
    path("", include("sessions.urls")),
    path("", include("accounts.urls")),
    path("", include("notices.urls")),
    path("demo/", include("cop_platform.demo.urls")),
    path("account/", include("allauth.urls")),
    path(settings.DESK_PATH, admin.site.urls),
]

handler400 = "cop_platform.pages.errors.bad_request"
handler403 = "cop_platform.pages.errors.forbidden"
handler404 = "cop_platform.pages.errors.not_found"
handler500 = "cop_platform.pages.errors.server_error"
