"""A small HTTP client on kept-alive sockets, to this machine alone and for a bounded time."""

import multiprocessing
import socket
import threading
import time
from multiprocessing.queues import Queue

CONNECTIONS = 4
PROCESSES = 2
EMPTY = 304  # an answer without a body, whatever it announces


class BadAnswer(Exception):
    """The server answered with something other than was asked for."""


def rate(
    port: int,
    path: str,
    *,
    seconds: float,
    headers: dict[str, str] | None = None,
    answer: int = 200,
) -> float:
    """Requests per second that the server on this port answers with this status.

    :raises BadAnswer: any other answer.
    """
    request = build(path, headers or {})
    queue: Queue[int | str] = multiprocessing.get_context("spawn").Queue()
    processes = [
        multiprocessing.get_context("spawn").Process(
            target=_process, args=(port, request, seconds, answer, queue)
        )
        for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    answers = [queue.get(timeout=seconds + 60) for _ in processes]
    for process in processes:
        process.join()
    wrong = [answer for answer in answers if isinstance(answer, str)]
    if wrong:
        raise BadAnswer(wrong[0])
    return sum(answer for answer in answers if isinstance(answer, int)) / seconds


def build(path: str, headers: dict[str, str]) -> bytes:
    """The bytes of one GET."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _process(
    port: int, request: bytes, seconds: float, answer: int, queue: "Queue[int | str]"
) -> None:
    counts: list[int | str] = [0] * CONNECTIONS
    until = time.perf_counter() + seconds

    def run(place: int) -> None:
        try:
            counts[place] = _connection(port, request, until, answer)
        except (OSError, BadAnswer) as fault:
            counts[place] = f"{type(fault).__name__}: {fault}"

    threads = [threading.Thread(target=run, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = [count for count in counts if isinstance(count, str)]
    queue.put(wrong[0] if wrong else sum(count for count in counts if isinstance(count, int)))


def _connection(port: int, request: bytes, until: float, answer: int) -> int:
    done = 0
    with socket.create_connection(("127.0.0.1", port), timeout=30) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < until:
            link.sendall(request)
            _read(link, answer)
            done += 1
    return done


def _read(link: socket.socket, answer: int) -> bytes:
    """One answer, whole: head, then as many bytes as it announces."""
    data = bytearray()
    while (end := data.find(b"\r\n\r\n")) < 0:
        part = link.recv(65536)
        if not part:
            raise BadAnswer("the connection was closed")
        data += part
    head = bytes(data[:end])
    if not head.startswith(b"HTTP/1.1 %d" % answer):
        raise BadAnswer(head.split(b"\r\n")[0].decode())
    size = 0 if answer == EMPTY else _length(head)
    while len(data) < end + 4 + size:
        data += link.recv(65536)
    return bytes(data)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise BadAnswer("no Content-Length")
