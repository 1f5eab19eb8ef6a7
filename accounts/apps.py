from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from accounts import hooks, invitations, proofs  # noqa: PLC0415 -- models come first

        hooks.listen()
        proofs.on_proved(invitations.PURPOSE, invitations.take_up)
