import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from cop_platform.local import greeting


class Mistaken(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(500)

    def log_message(self, *words):
        pass


def test_the_greeting_says_where_the_site_is_who_to_be_and_where_mail_is_read(tmp_path):
    (tmp_path / greeting.SIGN_INS).write_text(
        "coordinator  ada@example.org\nmember  ben@example.org\n"
    )

    assert greeting.text(tmp_path, "http://localhost:8700").splitlines() == [
        "    Coalesce is at http://localhost:8700",
        "    Its mail is at http://localhost:8700/mail/",
        "",
        "    Sign in as:",
        "    coordinator  ada@example.org",
        "    member  ben@example.org",
        "",
        "    Ctrl-C stops it. `make reset` begins anew.",
    ]


def test_the_greeting_comes_once_a_page_answers_even_a_mistaken_one(tmp_path, port, capsys):
    greeter = threading.Thread(target=greeting.greet, args=(tmp_path, port))
    greeter.start()
    greeter.join(0.5)
    before = capsys.readouterr().out
    server = HTTPServer(("127.0.0.1", port), Mistaken)
    server.handle_request()
    server.server_close()
    greeter.join(10)

    assert before == ""
    assert f"http://localhost:{port}\n" in capsys.readouterr().out
