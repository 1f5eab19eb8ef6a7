"""A language that brackets every word: what stands outside the brackets was never translated.

Each page of tests/places.py is drawn in it. Words that people typed are data: whatever stands in
a text column of any table is taken for that, and OURS lists the few other words that are names.
"""

import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.utils.functional import Promise
from django.utils.translation import trans_real

from cop_platform.pages import keeping, navigation
from intakes.models import ImportRow
from notices import kinds
from programs.calendar import public_holidays
from tests.places import desk, personal, public
from tests.world import sign_in

OPEN, CLOSE = "⟦", "⟧"
CONTEXT = "\x04"
# Names, not words: of the house, of keys, of things that are the same in every language.
OURS = ("Coalesce", "Auslan")
# What these draw is a picture or a program, not words.
SILENT = {"script", "style", "svg", "pre", "code"}
APPS = {"audit", "accounts", "notices", "programs", "sessions", "intakes", "cop_platform"}
# Columns that hold what people type. It is shown in lines, and links stand by themselves.
TYPED = (models.CharField, models.TextField, models.JSONField)
LINES_AND_LINKS = re.compile(r"\n|(https?://[^\s,]+[^\s,.])")
YEARS = range(2023, 2027)
# Fields whose choices are names of places.
NAMES = {"time_zone"}
# What is filled in, in words that coordinators write themselves.
PLACEHOLDER = re.compile(r"\{\w+\}")
SPEAKING = ("alt", "title", "aria-label", "placeholder", "aria-description")


class Bracketed:
    """A catalogue that has every message, in brackets."""

    plural = staticmethod(lambda number: int(number != 1))

    def gettext(self, message):
        return bracket(message)

    def ngettext(self, one, many, number):
        return bracket(one if number == 1 else many)

    def pgettext(self, context, message):
        return bracket(message)

    def npgettext(self, context, one, many, number):
        return self.ngettext(one, many, number)

    def to_language(self):
        return settings.LANGUAGE_CODE

    def language(self):
        return settings.LANGUAGE_CODE

    _catalog: dict[str, str] = {}


def bracket(message):
    """The message in brackets; those that are formats of dates keep their letters."""
    message = str(message).rsplit(CONTEXT, 1)[-1]
    return f"{OPEN}{message}{CLOSE}" if message.strip() else message


@pytest.fixture
def in_brackets(monkeypatch):
    keeping.forget()
    navigation.forget()
    monkeypatch.setitem(trans_real._translations, settings.LANGUAGE_CODE, Bracketed())
    monkeypatch.setattr(trans_real, "_default", Bracketed())
    monkeypatch.setattr(trans_real._active, "value", Bracketed(), raising=False)
    yield
    keeping.forget()
    navigation.forget()


class Reader(HTMLParser):
    """What a page says outside the brackets: its words, and those of its attributes."""

    def __init__(self):
        super().__init__()
        self.said: list[str] = []
        self.within: list[tuple[str, bool]] = []
        self.depth = 0

    @property
    def is_silent(self):
        return any(silent for _tag, silent in self.within)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        silent = _is_silent(tag, named)
        if not self.is_silent and not silent:
            self.said += [outside(named[name]) for name in SPEAKING if named.get(name)]
            if tag == "input" and named.get("type") in ("submit", "button"):
                self.said.append(outside(named.get("value") or ""))
            if tag == "meta" and named.get("name") == "description":
                self.said.append(outside(named.get("content") or ""))
        if tag == "svg" and named.get("aria-label"):
            self.said.append(outside(named["aria-label"]))
        if tag not in VOID:
            self.within.append((tag, silent))

    def handle_endtag(self, tag):
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.is_silent:
            return
        found = []
        for letter in data:
            self.depth += (letter == OPEN) - (letter == CLOSE)
            found.append(letter if self.depth == 0 and letter != CLOSE else " ")
        self.said.append("".join(found))


def _is_silent(tag, attrs):
    glyph = "material-symbols" in (attrs.get("class") or "")  # unfold's icons are ligatures
    return (
        glyph or tag in SILENT or attrs.get("aria-hidden") == "true" or attrs.get("name") in NAMES
    )


VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


def outside(text):
    """What of a text stands outside all brackets."""
    depth, found = 0, []
    for letter in text:
        depth += (letter == OPEN) - (letter == CLOSE)
        found.append(letter if depth == 0 and letter != CLOSE else " ")
    return "".join(found)


def ready_made():
    """What is shipped as data, to be changed by those who use it, and what holidays are called."""
    said = {name for year in YEARS for name in public_holidays("AU", "VIC", year).values()}
    for path in Path("sessions/data").glob("*.toml"):
        said |= set(strings_in(tomllib.loads(path.read_text())))
    return said


def strings_in(value):
    """Every line of every string in data of any depth."""
    if isinstance(value, str):
        yield from (line.strip() for line in value.splitlines())
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings_in(one)


def parts_of(value):
    """The lines and links of what was typed; of a list, of each."""
    for one in value if isinstance(value, list) else [value]:
        lines = LINES_AND_LINKS.split(one) if isinstance(one, str) else ()
        yield from (part.strip() for part in lines if part)


def typed():
    """Every string in every table, the longest first."""
    words = set(OURS) | {settings.SITE_CONTACT} | ready_made()
    for model in apps.get_models():
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, TYPED) and not field.choices
        ]
        for row in model._base_manager.values_list(*columns) if columns else ():
            words |= {part for value in row if value for part in parts_of(value)}
    for row in ImportRow.objects.all():
        words |= set(row.cells)
    for name, number, note in settings.SUPPORT_LINES:
        words |= {name, number, note}
    return sorted((word for word in words if word), key=len, reverse=True)


def untranslated(html, data):
    """The words of a page that no translator has seen."""
    reader = Reader()
    reader.feed(html)
    found = []
    for rest in reader.said:
        rest = PLACEHOLDER.sub(" ", rest)
        if re.search(r"[^\W\d_]{2,}", rest):
            for word in data:
                rest = rest.replace(word, " ")
        if left := re.findall(r"[^\W\d_]{2,}", rest):
            found.append(" ".join(left))
    return found


def page_of(place, world):
    client = Client()
    if place.who:
        sign_in(client, world.people[place.who])
    return client.get(place.path, follow=not place.own)


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen", "in_brackets")
@pytest.mark.parametrize("kind", [public, personal, desk])
def test_every_word_can_be_translated(world, kind, settings):
    settings.LOCAL_MAIL = True
    problems = {}
    for place in kind(world):
        answer = page_of(place, world)
        assert answer.status_code == 200, place
        data = typed()
        if found := untranslated(answer.text, data):
            problems[str(place)] = found

    assert problems == {}, "\n".join(f"{place}: {what}" for place, what in problems.items())


def words_of(model):
    """What the desk says of a model: its names, and those and the help of its fields."""
    meta = model._meta
    yield meta.label, meta.verbose_name
    yield f"{meta.label}, plural", meta.verbose_name_plural
    for field in [*meta.local_fields, *meta.local_many_to_many]:
        if not field.auto_created:
            yield str(field), field.verbose_name
            yield f"{field}, help", field.help_text
            yield from ((f"{field}, {value}", words) for value, words in field.flatchoices)


def test_every_model_and_field_has_a_name_that_translators_see():
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]

    never_marked = [
        place
        for model in ours
        for place, words in words_of(model)
        if words and not isinstance(words, Promise)
    ]

    assert never_marked == []


def test_every_kind_of_mail_has_words_that_translators_see():
    ours = [kinds.get(name) for name in kinds.names() if name.split(".")[0] in APPS]

    assert [kind.name for kind in ours if not isinstance(kind.words, Promise)] == []


def test_words_outside_the_brackets_are_found():
    html = (
        '<p>⟦Good morning⟧ Ada</p><img alt="a ring"><p title="⟦x⟧">Hello there</p>'
        "<script>not words</script><p>⟦a ⟦b⟧ c⟧ 12 · 3</p>"
    )

    assert untranslated(html, ["Ada"]) == ["ring", "Hello there"]


@pytest.mark.usefixtures("in_brackets")
def test_the_catalogue_brackets_all_it_is_asked():
    from django.utils.translation import gettext, ngettext, pgettext

    assert [gettext("One"), ngettext("%d day", "%d days", 2) % 2, pgettext("x", "Two")] == [
        "⟦One⟧",
        "⟦2 days⟧",
        "⟦Two⟧",
    ]
