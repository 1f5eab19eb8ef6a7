import os
import socket
import subprocess
import sys

import pytest

from cop_platform.local import CannotStart, ports


def test_a_taken_port_is_said_with_who_has_it_and_what_to_do(port):
    with socket.create_server(("127.0.0.1", port)), pytest.raises(CannotStart) as refusal:
        ports.check_free(port, instead="choose another: make run PORT=9")

    said = str(refusal.value)
    assert said.startswith(f"Port {port} is taken by process {os.getpid()} (")
    assert said.endswith("). Stop it, or choose another: make run PORT=9.")


def test_a_port_taken_on_every_address_is_taken(port):
    with socket.create_server(("0.0.0.0", port)), pytest.raises(CannotStart, match="is taken"):
        ports.check_free(port, instead="")


def test_a_port_whose_last_connection_has_just_closed_is_free(port):
    with socket.create_server(("127.0.0.1", port)) as server:
        caller = socket.create_connection(("127.0.0.1", port))
        server.accept()[0].close()
        caller.close()

    ports.check_free(port, instead="")


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_said(port):
    with pytest.raises(CannotStart, match=f"a number from 1 to 65535, not {port}"):
        ports.check_free(port, instead="")


def test_both_names_of_this_machine_are_served(port):
    found = ports.addresses(port)

    assert found[0] == f"127.0.0.1:{port}"
    assert set(found) <= {f"127.0.0.1:{port}", f"[::1]:{port}"}


def test_a_taken_port_stops_the_run_before_anything_starts(port, tmp_path):
    with socket.create_server(("127.0.0.1", port)):
        told = subprocess.run(
            [sys.executable, "-m", "cop_platform.local.run"],
            env=os.environ | {"PORT": str(port), "VAR_DIR": str(tmp_path / "var")},
            capture_output=True,
            text=True,
        )

    assert told.returncode == 1
    assert f"Port {port} is taken by process {os.getpid()}" in told.stderr
    assert sorted(path.name for path in (tmp_path / "var").rglob("*")) == ["run", "supervisor"]
