"""What somebody wrote, labelled for who reads it: on their own form each label says "your"."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

LABELS = {
    "role": _("role"),
    "organisation": _("where they work"),
    "organisation_type": _("kind of organisation"),
    "setting": _("setting"),
    "region": _("region"),
    "career_stage": _("stage of career"),
    "sole_worker": _("works alone"),
    "previous_cop": _("in a community before"),
    "availability": _("when they can"),
    "meeting_format": _("online or in person"),
    "can_commit": _("the dates work"),
    "hopes": _("what they hope for"),
    "topics": _("what they would like to talk about"),
    "contribution": _("what they bring"),
    "source": _("how they heard of us"),
}


def names(of: Iterable[str]) -> tuple[str, ...]:
    """How an admin that is `Told` calls these."""
    return tuple(f"told_{name}" if name in LABELS else name for name in of)


def _shown(name: str) -> Callable[[Any, Any], str]:
    @display(description=LABELS[name], ordering=name)
    def show(_admin: Any, row: Any) -> str:
        value = getattr(row, f"get_{name}_display", lambda: getattr(row, name))()
        if isinstance(value, bool):
            return said("yes") if value else said("no")
        return str(value) or "–"

    return cast(Callable[[Any, Any], str], show)


class Told:
    """Adds to an admin each of LABELS, as told_role, told_hopes and so on."""


for _name in LABELS:
    setattr(Told, f"told_{_name}", _shown(_name))
