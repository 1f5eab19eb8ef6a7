"""What a newcomer reads once the site answers: where it is, who to be, where the mail is."""

import http.client
import time
from pathlib import Path

PATIENCE_S = 120
SIGN_INS = "demo-sign-ins.txt"  # written by the demo


def greet(var: Path, port: int) -> None:
    """Wait for the first page, then say where everything is."""
    site = f"http://localhost:{port}"
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if _answers(port):
            print(f"\n{text(var, site)}\n", flush=True)
            return
        time.sleep(0.1)


def text(var: Path, site: str) -> str:
    """The greeting, with the demo's sign-ins where there is a demo."""
    lines = [f"Coalesce is at {site}", f"Its mail is at {site}/mail/"]
    kept = var / SIGN_INS
    if kept.exists():
        lines += ["", "Sign in as:", *kept.read_text().rstrip().splitlines()]
    lines += ["", "Ctrl-C stops it. `make reset` begins anew."]
    return "\n".join(f"    {line}".rstrip() for line in lines)


def _answers(port: int) -> bool:
    """Whether a page comes, be it one that reports a mistake."""
    site = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        site.request("GET", "/")
        site.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        site.close()
    return True
