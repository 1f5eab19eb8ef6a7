"""Nothing about a person can be held unseen: every table that leads to one is named."""

import pytest
from django.apps import apps
from django.db import models

from accounts.models import User
from cop_platform import privacy

WORDS = (models.CharField, models.TextField, models.JSONField, models.FileField)
# Of Django and its helpers: tables that hold no fact about anybody.
NOBODYS = {"contenttypes", "auth"}


def tables():
    """Every table but those Django makes by itself for many-to-many links."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label not in NOBODYS and not model._meta.proxy
    ]


def said():
    """By table, the fields by which it leads to a person."""
    found: dict[str, set[str]] = {}
    for one in privacy.holdings():
        found.setdefault(one.model, set()).add(one.whose.split("__")[0])
    return found


def references(model, to):
    """Fields of `model` that point at one of these tables."""
    return [
        field
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many)
        and not field.auto_created
        and field.related_model in to
    ]


def missing():
    """References to people, and to what is held about them, that no privacy.py names."""
    holdings, mentions = said(), privacy.mentions()
    people = {User, *(apps.get_model(label) for label in holdings)}
    found = []
    for model in tables():
        for field in references(model, people):
            name = f"{model._meta.label}.{field.name}"
            ways = holdings.get(model._meta.label, set())
            is_theirs = field.name in ways or (ways and field.related_model is not User)
            if not is_theirs and name not in mentions:
                found.append(name)
    return found


def test_every_reference_to_a_person_is_named_in_a_privacy_module():
    assert missing() == [], "add a Holding, or a line in MENTIONS, to the app's privacy.py"


def undecided(one):
    """Words in a held table that would outlive an erasure without anybody having said so."""
    if one.erase == "delete":
        return []
    decided = {*dict(one.erase), *one.keeps}
    return [
        f"{one.model}.{field.name}"
        for field in apps.get_model(one.model)._meta.concrete_fields
        if isinstance(field, WORDS) and not field.choices and field.name not in decided
    ]


def test_every_word_of_a_held_table_goes_or_is_said_to_stay():
    assert [name for one in privacy.holdings() for name in undecided(one)] == []


def test_every_name_in_a_privacy_module_is_there():
    there = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
    } | {model._meta.label for model in apps.get_models()}
    fields = {
        f"{one.model}.{name}"
        for one in privacy.holdings()
        for name in (*one.keeps, *one.hidden, *(one.erase if isinstance(one.erase, dict) else ()))
    }

    assert sorted((fields | {*privacy.mentions()}) - there) == []


def test_every_address_and_number_is_named():
    """Tables with an address or a number of somebody, also of people without an account."""
    named = {*said(), *(name.rsplit(".", 1)[0] for name in privacy.mentions())}
    telling = [
        f"{model._meta.label}.{field.name}"
        for model in tables()
        for field in model._meta.concrete_fields
        if isinstance(field, models.EmailField) or field.name in ("phone", "address", "ip")
    ]
    public = {"programs.Program.contact_email", "intakes.Letter.address"}

    assert [
        one for one in telling if one.rsplit(".", 1)[0] not in named and one not in public
    ] == []


@pytest.mark.django_db
def test_every_holding_leads_to_a_person_and_says_why():
    for one in privacy.holdings():
        assert list(one.rows(0)[:1]) == []
        assert str(one.title)
        assert str(one.why)
        assert str(one.until)
