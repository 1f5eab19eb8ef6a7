"""Would a deployment start without a warning? Asked with settings such as one would have."""

import os
import secrets
import shutil
import subprocess
import sys

from cop_platform.local.environment import PROJECT

COMPOSE = ["docker-compose", "--env-file", "deploy/.env.example", "config", "--quiet"]


def settings() -> dict[str, str]:
    """An environment such as a deployment has, with nothing of this machine's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    key = secrets.token_urlsafe(60)
    return kept | {
        "SECRET_KEY": key,
        "SITE_URL": "https://coalesce.example.org",
        "ALLOWED_HOSTS": "coalesce.example.org",
        "DATABASE_URL": f"postgres://coalesce:{key}@postgres/coalesce",
        "REDIS_URL": f"redis://:{key}@redis:6379/0",
        "EMAIL_URL": "smtp+tls://coalesce:password@mail.example.org:587",
        "DEFAULT_FROM_EMAIL": "Coalesce <no-reply@coalesce.test>",
        "SITE_CONTACT": "hello@coalesce.test",
        "TRUSTED_PROXY_COUNT": "1",
    }


def main() -> int:
    """Ask Django, and Compose where it is installed; the code to exit with."""
    check = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    codes = [subprocess.run(check, cwd=PROJECT, env=settings(), check=False).returncode]
    if shutil.which(COMPOSE[0]):
        codes.append(subprocess.run(COMPOSE, cwd=PROJECT, check=False).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
