"""Words that coordinators write, made into text and HTML: nothing in them is run."""

from datetime import UTC, datetime

import pytest

from notices import neutrality, own_words

CONTEXT = {
    "first_name": "Robin",
    "url": "https://example.org/offers/1/?a=1&b=2",
    "expires_at": datetime(2024, 8, 5, 7, tzinfo=UTC),
    "zone": "Australia/Melbourne",
}
KNOWN = own_words.known_in(CONTEXT)


def html(text, **context):
    return own_words.html_of(text, {**CONTEXT, **context})


def test_placeholders_say_what_they_stand_for():
    text = own_words.text_of("Hello {first_name}, before {deadline}: {link}", CONTEXT)

    assert text == (
        "Hello Robin, before Mon 5 August 2024, 5:00 pm Melbourne time: "
        "https://example.org/offers/1/?a=1&b=2"
    )


def test_in_a_subject_a_deadline_is_its_day():
    assert own_words.subject_of("Action needed by {deadline}", CONTEXT) == (
        "Action needed by Mon 5 August"
    )


def test_a_little_markdown_is_dressed():
    assert html("**Hello** {first_name}\n\n- one\n- two") == (
        "<p><strong>Hello</strong> Robin</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


def test_a_link_alone_on_its_line_is_the_button_and_elsewhere_an_address():
    address = "https://example.org/offers/1/?a=1&amp;b=2"
    button = f'<p class="act"><a class="button" href="{address}">Open the page</a></p>'

    assert html("{link}") == f"{button}\n"
    assert html("Here:\n{link}") == f"<p>Here:</p>\n{button}\n"
    assert html("[Read]({link})") == f'<p><a href="{address}">Read</a></p>\n'
    assert html("See {link} now") == f'<p>See <a href="{address}">{address}</a> now</p>\n'


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("{{ settings.SECRET_KEY }}", "<p>{{ settings.SECRET_KEY }}</p>\n"),
        ("{% now 'Y' %}", "<p>{% now 'Y' %}</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("![x](https://example.org/x.png)", '<p>!<a href="https://example.org/x.png">x</a></p>\n'),
    ],
)
def test_nothing_that_is_typed_is_run_or_loaded(typed, said):
    assert html(typed) == said


def test_what_a_placeholder_stands_for_is_escaped_and_not_read_again():
    assert html("{first_name}", first_name="<b>{link}</b> **x**") == (
        "<p>&lt;b&gt;{link}&lt;/b&gt; **x**</p>\n"
    )


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("{link}", ""),
        ("{link} {password}", "Nothing is known here that would stand for {password}."),
        ("{link} {0.__class__}", "Nothing is known here that would stand for {0.__class__}."),
        ("Hello {first_name}", "Please keep {link}: without it they could not act."),
    ],
)
def test_unknown_and_missing_placeholders_are_named(text, trouble):
    assert own_words.trouble(text, known=KNOWN, required=("link",)) == trouble


def test_only_days_stand_in_a_subject():
    assert own_words.subject_trouble("By {deadline}", known=KNOWN) == ""
    assert own_words.subject_trouble("{first_name}", known=KNOWN) == (
        "This can't stand in a subject: {first_name}."
    )


@pytest.mark.parametrize(
    ("subject", "refused"),
    [
        ("Action needed by Mon 5 August", []),
        ("Your place in prevention", ["prevention"]),
        ("About Family work", ["family"]),
        ("Your support group", ["support"]),
    ],
)
def test_the_fields_own_words_are_found_in_a_subject(subject, refused):
    assert neutrality.refused_in(subject) == refused


def test_a_programs_names_are_found_in_a_subject(world):
    here = world.programs["here"].pk

    assert neutrality.refused_in("Emerging questions", program_id=here) == ["emerging"]
    assert neutrality.refused_in("A meeting about work", program_id=here) == []
    assert neutrality.refused_in("News of Learning together", program_id=here) == [
        "learning together"
    ]
    assert neutrality.refused_in("Emerging questions", program_id=world.programs["there"].pk) == []


@pytest.mark.parametrize("subject", ["", "  ", "x" * 79, "two\nlines", "nul\0"])
def test_a_subject_is_one_short_printable_line(subject):
    assert neutrality.trouble(subject) != ""
