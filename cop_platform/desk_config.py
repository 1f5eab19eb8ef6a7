"""The desk stands in the place of Django's admin."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "cop_platform.pages.desk_site.DeskSite"
