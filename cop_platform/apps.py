from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PlatformConfig(AppConfig):
    """What gathers from every app: checks, mail kinds, pages."""

    name = "cop_platform"

    def ready(self) -> None:
        autodiscover_modules("mail_kinds", "mail_samples", "checks")
