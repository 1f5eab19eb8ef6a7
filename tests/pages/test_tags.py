"""Components as templates use them."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory


def render(source, **context):
    request = RequestFactory().get("/somewhere/?community=2&page=3")
    return engines["django"].from_string(source).render(context, request)


class Ask(forms.Form):
    name = forms.CharField(label="Name", help_text="As others say it.")
    note = forms.CharField(label="Note", required=False)
    pick = forms.MultipleChoiceField(
        label="Pick", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )
    pledge = forms.BooleanField(label="I will come")


def test_the_ring_says_its_seats():
    assert 'aria-label="20 seats confirmed, 2 seats held, 3 seats free"' in render(
        "{% ring confirmed=20 held=2 free=3 %}"
    )


def test_seats_are_said_beside_the_ring_which_is_then_decoration():
    shown = render("{% seats confirmed=24 free=1 %}")

    assert "24 seats confirmed" in shown
    assert "1 seat free" in shown
    assert "role=" not in shown


@pytest.mark.parametrize(
    ("state", "tone"),
    [("settled", "settled"), ("accepted", "settled"), ("offered", "needs"), ("nonsense", "quiet")],
)
def test_a_status_is_a_shape_and_a_word(state, tone):
    shown = render("{% status state label %}", state=state, label="<Yes>")

    assert f'class="status status--{tone}"' in shown
    assert "<svg" in shown
    assert "&lt;Yes&gt;" in shown


def test_the_next_thing_has_a_heading_and_its_words():
    shown = render('{% next title icon_name="envelope" %}<p>{{ words }}</p>{% endnext %}',
                   title="A & B", words="<i>")  # fmt: skip

    assert "<h2>A &amp; B</h2>" in shown
    assert "<p>&lt;i&gt;</p>" in shown


def test_a_notice_escapes_its_title_and_keeps_its_content():
    shown = render("{% notice 'needs' title=title %}<p>x</p>{% endnotice %}", title="<b>")

    assert 'class="notice notice--needs"' in shown
    assert "<h2>&lt;b&gt;</h2>" in shown
    assert "<p>x</p>" in shown


def test_facts_leave_out_what_is_not_known():
    shown = render("{% facts pairs %}", pairs=[("Cost", "nothing"), ("Venue", ""), ("Zone", None)])

    assert shown == ('<dl class="facts"><div><dt>Cost</dt><dd>nothing</dd></div></dl>')


def test_steps_before_now_are_done_in_words_too():
    shown = render("{% steps items now=1 %}", items=[("One", ""), ("Two", ""), ("Three", "")])

    assert shown.count("(done)") == 1
    assert shown.count('aria-current="step"') == 1


def test_paging_keeps_what_else_was_asked():
    shown = render(
        '{% include "components/pagination.html" %}', page=Paginator(range(50), 10).page(3)
    )

    assert 'href="?community=2&amp;page=2"' in shown
    assert 'href="?community=2&amp;page=4"' in shown
    assert "Page 3 of 5" in shown


def test_a_single_page_has_no_paging():
    assert (
        render(
            '{% include "components/pagination.html" %}', page=Paginator(range(5), 10).page(1)
        ).strip()
        == ""
    )


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Marlow Finch (demo)", "MF"), ("Tam", "T"), ("Ana de la Cruz", "AC"), ("", "")],
)
def test_initials(name, letters):
    assert render("{{ name|initials }}", name=name) == letters


def test_a_telephone_link_keeps_digits_alone():
    assert render("{{ number|tel }}", number="+61 1800 737 732") == "tel:+611800737732"


def test_a_field_ties_help_and_trouble_to_its_control():
    form = Ask({"name": ""})
    shown = render('{% include "components/field.html" with field=form.name %}', form=form)

    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown
    assert shown.index('id="id_name_error"') < shown.index("<input")


def test_optional_is_said_in_words_and_needed_is_not_a_star():
    shown = render("{% load crispy_forms_filters %}{{ form|crispy }}", form=Ask())

    assert shown.count("(optional)") == 1
    assert "Please answer everything that is not marked optional." in shown
    assert "*" not in shown


def test_the_summary_leads_to_each_field_and_to_the_first_of_several_choices():
    shown = render("{% error_summary form %}", form=Ask({}))

    assert [part.split('"')[0] for part in shown.split('href="#')[1:]] == [
        "id_name",
        "id_pick_0",
        "id_pledge",
    ]
    assert "autofocus" in shown


def test_a_form_that_is_well_has_no_summary():
    assert render("{% error_summary form %}", form=Ask()).strip() == ""


def test_choices_stand_in_a_fieldset_that_is_described():
    shown = render('{% include "components/field.html" with field=form.pick %}', form=Ask({}))

    assert '<fieldset aria-describedby="id_pick_error">' in shown
    assert shown.count('type="checkbox"') == 2
    assert shown.count('class="form-check-input"') == 2


def test_what_was_typed_is_still_there():
    form = Ask({"name": "Kim <3", "pick": ["b"]})
    shown = render("{% load crispy_forms_filters %}{{ form|crispy }}", form=form)

    assert 'value="Kim &lt;3"' in shown
    assert shown.count("checked") == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Mozilla (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Edge on Windows"),
        ("Mozilla (iPhone; CPU iPhone OS 18) Version/18 Mobile Safari/604", "Safari on iPhone"),
        ("Mozilla (X11; Linux x86_64; rv:130.0) Firefox/130.0", "Firefox on Linux"),
        ("Mozilla (Linux; Android 15) Chrome/130 Mobile Safari/537", "Chrome on Android"),
        ("curl/8", "A browser"),
    ],
)
def test_a_browser_is_called_by_its_name(line, said):
    assert render("{{ line|browser_words }}", line=line) == said
