"""`manage.py meeting_room --port 8001`: the pretend meeting room of the local demo."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

PAGE = b"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Meeting room</title>
<style>body{font:1.25rem/1.6 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;
background:#16231f;color:#f3efe4}</style></head><body><main><h1>You are in the room</h1>
<p>This stands in for the video meeting. Close this tab to go back: your session's page is still
open in the other one.</p></main></body></html>"""


class Room(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: who joins what is nobody's business, not even a demo's log's."""


class Command(BaseCommand):
    help = "Serve a pretend meeting room, so that Join leads somewhere in the local demo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8001)

    def handle(self, *args: Any, **options: Any) -> None:
        with ThreadingHTTPServer(("127.0.0.1", options["port"]), Room) as server:
            self.stdout.write(f"The pretend meeting room answers on port {options['port']}.")
            server.serve_forever()
