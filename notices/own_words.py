"""Words that coordinators write for mails, made into text and HTML. Nothing in them is run.

A text is plain words with a little Markdown and `{placeholders}`; there is no other syntax, and
no template code. What a placeholder stands for is put in last, escaped, and is not read again.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Context, Engine
from django.utils import dateformat, timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from notices.placeholders import PLACEHOLDERS, Placeholder

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MARK = re.compile(r"\{([^{}\n]{1,40})\}")
# Where a link will stand while the text is made into HTML: a whole address, so that it may be
# the address of a link as well as its words.
STAND_IN = "https://placeholder.invalid/"
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h2", "h3", "hr"}


def known_in(context: Mapping[str, Any]) -> dict[str, Placeholder]:
    """The placeholders that this context can fill, by name."""
    return {name: one for name, one in PLACEHOLDERS.items() if one.needs in context}


def used_in(text: str) -> list[str]:
    """The names in braces, as often and in the order they stand."""
    return MARK.findall(text)


def first_name(display_name: str) -> str:
    """What somebody is called at the beginning of a mail."""
    return display_name.split()[0] if display_name.split() else _("there")


# ------------------------------------------------- what is wrong with a text


def trouble(text: str, *, known: Mapping[str, Placeholder], required: tuple[str, ...]) -> str:
    """What keeps a text from being used, for its writer; empty when nothing does."""
    used = used_in(text)
    strange = sorted({name for name in used if name not in known})
    if strange:
        return _("Nothing is known here that would stand for %(names)s.") % {
            "names": ", ".join(f"{{{name}}}" for name in strange)
        }
    missing = [name for name in required if name not in used]
    if missing:
        return _("Please keep %(names)s: without it they could not act.") % {
            "names": ", ".join(f"{{{name}}}" for name in missing)
        }
    return ""


def subject_trouble(subject: str, *, known: Mapping[str, Placeholder]) -> str:
    """What is wrong with the placeholders of a subject; only days may stand in one."""
    strange = sorted({name for name in used_in(subject) if not (known.get(name) or _NONE).day})
    if not strange:
        return ""
    return _("This can't stand in a subject: %(names)s.") % {
        "names": ", ".join(f"{{{name}}}" for name in strange)
    }


_NONE = Placeholder("", "", "", "")


# ------------------------------------------------- what a text says


def said_in(context: Mapping[str, Any]) -> dict[str, str]:
    """What each placeholder that this context can fill says, in the reader's language and zone."""
    return {name: said(one, context) for name, one in known_in(context).items()}


def said(placeholder: Placeholder, context: Mapping[str, Any]) -> str:
    """What one placeholder says."""
    template = Engine.get_default().from_string(placeholder.snippet)
    return template.render(Context(dict(context), autoescape=False)).strip()


def subject_of(subject: str, context: Mapping[str, Any]) -> str:
    """A subject with its days put in."""
    return _filled(subject, {name: _day(one, context) for name, one in known_in(context).items()})


def _day(placeholder: Placeholder, context: Mapping[str, Any]) -> str:
    moment = context[placeholder.needs]
    if not (placeholder.day and isinstance(moment, datetime)):
        return ""
    if placeholder.day_format:  # a day of the reader's own
        return dateformat.format(timezone.localtime(moment), placeholder.day_format)
    return subject_day(moment, ZoneInfo(str(context.get("zone") or settings.TIME_ZONE)))


def subject_day(moment: datetime, zone: ZoneInfo) -> str:
    """'Mon 5 August': the day of a moment as a subject has it, by the clocks of a zone."""
    return dateformat.format(moment.astimezone(zone), pgettext("day in a subject", "D j F"))


def text_of(text: str, context: Mapping[str, Any]) -> str:
    """The plain part of a mail."""
    return _filled(text, said_in(context))


def html_of(text: str, context: Mapping[str, Any]) -> SafeString:
    """The same as HTML: a little Markdown, cleaned; then what the placeholders stand for."""
    values = said_in(context)
    links = {name for name in values if PLACEHOLDERS[name].is_link}
    marked = MARK.sub(lambda m: f"{STAND_IN}{m[1]}" if m[1] in links else m[0], text)
    found = _cleaned(_markdown().render(marked))
    found = _links_put_in(found, {name: values[name] for name in links})
    rest = {name: escape(value).replace("\n", "<br>") for name, value in values.items()}
    # Cleaned by nh3 above; everything put in since is escaped.
    return SafeString(_filled(found, rest))  # nosec B703


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Each known name in braces once replaced; what was put in is not looked at again."""
    return MARK.sub(lambda m: values.get(m[1], m[0]), text)


def _links_put_in(html: str, links: Mapping[str, str]) -> str:
    """Alone on its line a link is the button; elsewhere itself; in a link, its address."""
    if not links:
        return html
    names = "|".join(re.escape(name) for name in links)
    stand_in = rf"{re.escape(STAND_IN)}({names})(?![\w/])"

    def put(found: re.Match[str]) -> str:
        alone, last, address, bare = found.groups()
        if address:
            return f'href="{escape(links[address])}"'
        if last:
            return f"</p>\n{_button(links[last])}"
        return _button(links[alone]) if alone else _link(links[bare])

    patterns = (f"<p>{stand_in}</p>", rf"<br>\s*{stand_in}</p>", f'href="{stand_in}"', stand_in)
    return re.sub("|".join(patterns), put, html)


def _button(url: str) -> str:
    return format_html(
        '<p class="act"><a class="button" href="{}">{}</a></p>', url, _("Open the page")
    )


def _link(url: str) -> str:
    return format_html('<a href="{}">{}</a>', url, url)


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- heavy: few mails need it

    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


def _cleaned(html: str) -> str:
    import nh3  # noqa: PLC0415 -- heavy: few mails need it

    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )
