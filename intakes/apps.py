from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakesConfig(AppConfig):
    name = "intakes"
    verbose_name = _("Intakes")

    def ready(self) -> None:
        from accounts import proofs  # noqa: PLC0415 -- models are not there before ready()
        from intakes.views import apply, interest  # noqa: PLC0415 -- the same

        proofs.on_proved(interest.PURPOSE, interest.proved)
        proofs.on_proved(apply.PURPOSE, apply.proved)
