"""What is wrong with this installation's environment, and how to put it right.

Errors stop every command of a deployment; warnings are asked for by `check --deploy`, which the
operator's guide runs before a start. A local installation (`make run`) makes its own settings.
"""

from collections.abc import Iterable
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

SHORTEST_KEY = 50
FEWEST_SIGNS = 5
POSTGRES = {"postgres", "postgresql", "psql", "pgsql", "postgis"}
MAKE_A_KEY = (
    "Make one with `python -c 'import secrets; print(secrets.token_urlsafe(60))'` and put it "
    "into the environment as SECRET_KEY. Keep it: a new one signs everybody out."
)
PLACEHOLDER = "example.org"


@register(Tags.security)
def key(app_configs: object, **kwargs: object) -> Iterable[CheckMessage]:
    """The key that signs sessions and hashes codes."""
    if settings.LOCAL:
        return
    if settings.SECRET_KEY == "unset":  # noqa: S105 -- what settings.py puts where there is none
        yield Error("SECRET_KEY is not set.", hint=MAKE_A_KEY, id="coalesce.E001")
    elif len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < FEWEST_SIGNS:
        yield Error(
            f"SECRET_KEY can be guessed: it needs {SHORTEST_KEY} signs or more, and not all alike.",
            hint=MAKE_A_KEY,
            id="coalesce.E002",
        )


@register(Tags.security)
def demo(app_configs: object, **kwargs: object) -> Iterable[CheckMessage]:
    """Demo people come in by one click, so the demo stays on one's own machine."""
    if settings.DEMO and not settings.LOCAL:
        yield Error(
            "DEMO is on, though this is not a local installation: anybody could come in.",
            hint="Remove DEMO from the environment. To try the demo, use `make run` on your "
            "own machine.",
            id="coalesce.E003",
        )


@register(Tags.database)
def engine(app_configs: object, **kwargs: object) -> Iterable[CheckMessage]:
    """One engine: seats, locks and limits stand on what PostgreSQL promises."""
    if not settings.DATABASE_URL:
        if not settings.LOCAL:
            yield Error(
                "DATABASE_URL is not set.",
                hint="Name the database: DATABASE_URL=postgres://user:password@host/name",
                id="coalesce.E004",
            )
    elif urlsplit(settings.DATABASE_URL).scheme not in POSTGRES:
        yield Error(
            "DATABASE_URL names another database than PostgreSQL.",
            hint="Only PostgreSQL will do (docs/adr/0001-one-database-engine.md): "
            "DATABASE_URL=postgres://user:password@host/name",
            id="coalesce.E005",
        )


@register(Tags.security, deploy=True)
def address(app_configs: object, **kwargs: object) -> Iterable[CheckMessage]:
    """How people reach the site, and what it knows about who stands before it."""
    if settings.LOCAL:
        return
    if not settings.SITE_URL.startswith("https://"):
        yield Error(
            f"SITE_URL is {settings.SITE_URL}, which is not https.",
            hint="Set SITE_URL=https://your.host, and let a proxy with a certificate answer "
            "there. Without it, cookies and passkeys do not work.",
            id="coalesce.E006",
        )
    elif not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield Warning(
            "TRUSTED_PROXY_COUNT is 0, though https means that a proxy stands in front: all "
            "visitors would share one limit.",
            hint="Set TRUSTED_PROXY_COUNT to how many proxies pass a request on, usually 1.",
            id="coalesce.W001",
        )
    if not settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS is empty: every request would be refused.",
            hint="Set ALLOWED_HOSTS to the host of SITE_URL, without https://.",
            id="coalesce.E007",
        )


@register(Tags.security, deploy=True)
def mail(app_configs: object, **kwargs: object) -> Iterable[CheckMessage]:
    """Sign-in codes, offers and reminders go by mail."""
    if settings.LOCAL:
        return
    if not settings.EMAIL_URL:
        yield Error(
            "EMAIL_URL is not set: no code, no offer and no reminder can leave.",
            hint="Name the mail server: EMAIL_URL=smtp+tls://user:password@host:587",
            id="coalesce.E008",
        )
    for name in ("DEFAULT_FROM_EMAIL", "SITE_CONTACT"):
        if parseaddr(getattr(settings, name))[1].endswith(f"@{PLACEHOLDER}"):
            yield Warning(
                f"{name} is still the placeholder at {PLACEHOLDER}.",
                hint=f"Set {name} to an address of yours that people may answer to.",
                id="coalesce.W002",
            )
