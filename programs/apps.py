from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programs")

    def ready(self) -> None:
        """Say what happens once an address is proved."""
        from accounts import proofs  # noqa: PLC0415 -- models are not there before ready()
        from programs import founding  # noqa: PLC0415 -- nor here

        proofs.on_proved(founding.PURPOSE, founding.proved)
