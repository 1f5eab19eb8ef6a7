from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programs")

    def ready(self) -> None:
        """Say what happens once an address is proved or an invitation accepted."""
        from accounts import invitations, proofs  # noqa: PLC0415 -- models come first
        from programs import founding, invited  # noqa: PLC0415 -- likewise

        proofs.on_proved(founding.PURPOSE, founding.proved)
        invitations.on_accepted(invited.PURPOSE, invited.accepted, invited.describe)
