from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts import post


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from notices import outbox  # noqa: PLC0415 -- models are not there before ready()

        post.use(outbox.queue)
