"""The house rules that import-linter has no word for (DESIGN, "Inside an app")."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ("audit", "accounts", "notices", "programs", "sessions", "intakes")
ROLE_NAMES = {
    "models", "apps", "admin", "forms", "access", "views", "urls", "tasks", "checks",
    "migrations", "management", "templatetags",
}  # fmt: skip
# Modules that meet the web by their nature, each with its reason.
AT_THE_DOOR = {
    "accounts/adapter.py": "allauth calls it with requests",
    "accounts/desk_rows.py": "the base of every admin.py",
    "accounts/hooks.py": "allauth's signals carry the request whose session is kept",
    "accounts/middleware.py": "middleware",
    "programs/desk_tools.py": "the base of every admin.py",
    "sessions/middleware.py": "middleware",
}
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\s(?:style|on[a-z]+)=")
WEB = ("django.http", "django.forms", "django.shortcuts", "django.contrib.messages", "celery")


def rule_modules() -> list[Path]:
    found = []
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts[1:]
            if (
                not ROLE_NAMES.intersection(parts)
                and str(path.relative_to(ROOT)) not in AT_THE_DOOR
            ):
                found.append(path)
    return found


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", rule_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_rule_module_never_sees_a_request_a_form_or_a_task(path):
    seen = {name for name in imports(path) for web in WEB if f"{name}.".startswith(f"{web}.")}

    assert seen == set()


@pytest.mark.parametrize("path", rule_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_rules_are_told_the_time(path):
    """Rules get `at`; the clock is asked by views, tasks and commands (audit.clock)."""
    if path == ROOT / "audit" / "clock.py":
        return
    source = path.read_text()

    assert [word for word in ("timezone.now()", "date.today()", "Now()") if word in source] == []


# -- Pictures --------------------------------------------------------------------------------------


def test_every_picture_of_the_guides_is_used_and_made_by_a_browser_test():
    guides = "".join(p.read_text() for p in [ROOT / "README.md", *ROOT.glob("docs/*.md")])
    walks = "".join(path.read_text() for path in (ROOT / "tests" / "browser").glob("*.py"))
    there = {path.stem for path in (ROOT / "docs" / "pictures").iterdir()}

    assert set(re.findall(r"pictures/([\w-]+)\.png", guides)) == there
    assert set(re.findall(r'(?:picture|screenshot)\(\w+, "([\w-]+)"', walks)) == there


def test_no_template_holds_a_script_or_a_style():
    """What the content policy would refuse. Django's json_script is data; a mail has no policy."""
    found = {
        path for path in (ROOT / "templates").rglob("*.html") if INLINE.search(path.read_text())
    }

    assert found == {ROOT / "templates/mail/base.html"}
