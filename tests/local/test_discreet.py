"""What gunicorn has to say about a request that went wrong, without secret addresses."""

import logging
import runpy

from cop_platform.local.environment import PROJECT


def test_no_secret_address_stands_in_what_the_server_says(caplog):
    conf = runpy.run_path(str(PROJECT / "deploy" / "gunicorn.conf.py"))
    server = type(
        "Server", (), {"log": type("Log", (), {"error_log": logging.getLogger("as.gunicorn")})}
    )
    conf["on_starting"](server)

    logging.getLogger("as.gunicorn").error("Error handling request %s", "/calendar/5ec4e7.ics?x=1")
    logging.getLogger("as.gunicorn").error("Error handling request %s", "/next/")

    assert caplog.messages == [
        "Error handling request /calendar/…?x=1",
        "Error handling request /next/",
    ]
