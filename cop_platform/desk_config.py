"""The desk stands in the place of Django's admin."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig

# Libraries' tables that no coordinator works with: Django's groups and permissions (ours are
# roles), and allauth's addresses, second factors and sessions, which are their owners' alone.
KEPT_OUT = {"auth", "account", "mfa", "usersessions"}


class DeskConfig(AdminConfig):
    default_site = "cop_platform.pages.desk_site.DeskSite"

    def ready(self) -> None:
        super().ready()
        for model in [*admin.site._registry]:
            if model._meta.app_label in KEPT_OUT:
                admin.site.unregister(model)
