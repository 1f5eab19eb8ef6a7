"""The first version of what people are told when they give us their words."""

from datetime import UTC, datetime

from django.db import migrations

VERSION = "1"
TEXT = """\
Who asks. The organisation that runs this program, named on its page with a person you can reach.

Why. To answer you, to put together cohorts that fit, to keep a seat for you and to run the sessions. For nothing else, unless you tick it separately.

Who reads it. The program's coordinators. If you take a seat, your facilitators see your role and what you hope for, and the members of your cohort see the name you chose. Your manager, your employer and other applicants see nothing. Funders see numbers, never about fewer than five people.

What we don't ask. Whether you have lived through violence. Please leave out anything that could identify a client or a colleague.

If you leave something out. What is marked optional changes nothing. Without the rest we can't read your application fairly, and we'll ask you.

Where it is kept. On this site's server. Its operator can tell you in which country that is, and who looks after it.

How long. If you take no seat, your answers lose your name twelve months after the intake ends. If you take one, they stay until the program has been reported.

What you can do. See what we hold, have it put right, take back a tick, withdraw, or ask us to erase it. We answer within 30 days. If our answer doesn't help, you can complain to the privacy commissioner of your state or country.
"""


def write(apps, schema_editor):
    apps.get_model("accounts", "CollectionNotice").objects.get_or_create(
        version=VERSION,
        defaults={"text": TEXT, "since": datetime(2024, 1, 1, tzinfo=UTC)},
    )


class Migration(migrations.Migration):
    dependencies = [("intakes", "0002_guards"), ("accounts", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
