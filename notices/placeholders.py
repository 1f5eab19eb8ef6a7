"""What can stand in braces in the words of a mail, and how each is said."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

Words = str | Promise


@dataclass(frozen=True)
class Placeholder:
    """What can stand in braces. `snippet`: our own template code that says it, from a letter's
    context; `needs`: the key of that context without which it does not exist."""

    name: str
    words: Words
    needs: str
    snippet: str
    is_link: bool = False
    day: bool = False  # it may stand in a subject, as the day alone
    day_format: str = ""


PLACEHOLDERS = {
    placeholder.name: placeholder
    for placeholder in (
        Placeholder("first_name", lazy("their first name"), "first_name", "{{ first_name }}"),
        Placeholder("link", lazy("the page to open"), "url", "{{ url }}", is_link=True),
        Placeholder(
            "deadline",
            lazy("the moment until which they can answer"),
            "expires_at",
            "{{ expires_at|in_words:zone }}{% if differs %} ({{ expires_at|in_words }}){% endif %}",
            day=True,
        ),
        Placeholder(
            "hear_by",
            lazy("the day by which they hear from you"),
            "decide_by",
            '{{ decide_by|date:"l j F Y" }}',
        ),
        Placeholder(
            "closes",
            lazy("when the intake closes"),
            "closes_at",
            "{{ closes_at|in_words:zone }}",
            day=True,
        ),
        Placeholder(
            "reply_by",
            lazy("the moment until which they can say yes"),
            "reply_by",
            "{{ reply_by|in_words:zone }}",
            day=True,
        ),
        Placeholder("colleague", lazy("who asks their manager"), "name", "{{ name }}"),
        Placeholder(
            "starts",
            lazy("when their next date begins"),
            "starts_at",
            "{{ starts_at|in_words }}{% if differs %} ({{ starts_at|in_words:zone }}){% endif %}",
        ),
        Placeholder(
            "contact",
            lazy("whom to ask"),
            "contact_email",
            "{{ contact_name }}, {{ contact_email }}",
        ),
        Placeholder(
            "interest_link",
            lazy("the page to join the pool for the next intake"),
            "interest_url",
            "{{ interest_url }}",
            is_link=True,
        ),
        Placeholder(
            "application_link",
            lazy("the page of their application"),
            "application_url",
            "{{ application_url }}",
            is_link=True,
        ),
        Placeholder(
            "give_up_link",
            lazy("the page to give the seat back"),
            "give_up_url",
            "{{ give_up_url }}",
            is_link=True,
        ),
        Placeholder(
            "dates",
            lazy("all dates, or that they are being set"),
            "sessions",
            "{% if sessions %}{% for session in sessions %}\n"
            "- {{ session.starts_at|in_words:session.time_zone }}{% endfor %}{% else %}"
            '{% translate "The dates are being set. '
            'As soon as they are, they stand on your page." %}'
            "{% endif %}",
        ),
        Placeholder(
            "weekday",
            lazy("the day of the week of their next date"),
            "starts_at",
            '{{ starts_at|date:"l" }}',
            day=True,
            day_format="l",
        ),
        Placeholder(
            "date",
            lazy("the day of the date it is about"),
            "starts_at",
            '{{ starts_at|date:"l j F" }}',
            day=True,
            day_format="l j F",
        ),
        Placeholder(
            "policy",
            lazy("what the cohort says about coming and not coming"),
            "policy",
            "{{ policy }}",
        ),
        Placeholder(
            "changes",
            lazy("what moved or was called off, each with its page"),
            "lines",
            "{% for line in lines %}{% if line.cancelled %}"
            '{% translate "Called off:" %} {{ line.was|in_words }}{% elif line.added %}'
            '{% translate "New in your calendar:" %} {{ line.starts_at|in_words }}'
            "{% elif line.moved %}"
            '{% translate "New date:" %} {{ line.starts_at|in_words }}\n'
            '{% translate "It was:" %} {{ line.was|in_words }}{% else %}'
            '{% translate "It takes place after all:" %} {{ line.starts_at|in_words }}{% endif %}\n'
            "{{ line.url }}\n\n{% endfor %}",
        ),
        Placeholder(
            "what_follows",
            lazy("what follows from the way they said no"),
            "offer",
            '{% if offer.decline_choice == "next_intake" %}'
            '{% translate "You are in the pool for the next intake. '
            'When it opens, we write to you." %}'
            '{% elif offer.decline_choice == "other" %}'
            '{% translate "You go on waiting where you asked to. '
            'When it is your turn there, we write to you." %}'
            "{% else %}"
            '{% translate "There is nothing more you need to do. '
            'You are welcome back at any time." %}'
            "{% endif %}",
        ),
    )
}
