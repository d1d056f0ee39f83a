"""Between worker processes and the one process that holds the card: batches go one way, what they came to the other.

Only one process talks to the card, because a card gives its time to processes in turn, and a batch alone does not fill
it; the batches of all workers run there side by side. They come over this machine's own network, as bytes and a line of
JSON, never as pickles; whoever lacks the sweep's token is sent away.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hmac
import json
import secrets
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np

from crmsim.card.image import Bytes, Image, Launch
from crmsim.errors import CrmsimError

HOST = "127.0.0.1"
HEAD = struct.Struct("<cQ")  # what follows, and how many bytes
TOKEN, ROOM, IMAGE, DATA, ERROR = b"t", b"r", b"i", b"d", b"e"
TOKEN_BYTES = 32
LONGEST_HEAD = 1 << 20  # of what is no data


class Address(NamedTuple):
    """Where the card's process listens, and what a worker must know to be heard."""

    port: int
    token: bytes


class Lane(Launch, Protocol):
    """A way to the card for one thread."""

    def close(self) -> None:
        """Give back what it holds of the card."""
        ...


class Desk:
    """Computes the batches of worker processes: a thread and a lane of the card for each that calls.

    Parameters
    ----------
    lane:
        Makes a lane, in the thread that will use it.
    """

    def __init__(self, lane: Callable[[], Lane]) -> None:
        self.lane = lane
        self.listening = socket.create_server((HOST, 0))
        self.address = Address(self.listening.getsockname()[1], secrets.token_bytes(TOKEN_BYTES))
        threading.Thread(target=self._listen, name="crmsim-card", daemon=True).start()

    def close(self) -> None:
        """Hear no more callers; those at work end with their processes."""
        with contextlib.suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                caller, _ = self.listening.accept()
                threading.Thread(target=self._serve, args=(caller,), name="crmsim-lane", daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        with caller, contextlib.suppress(OSError, EOFError):  # a worker that is gone
            caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            kind, token = receive(caller, TOKEN_BYTES)
            if kind != TOKEN or not hmac.compare_digest(token.tobytes(), self.address.token):
                return
            lane: Lane | None = None
            try:
                lane = self.lane()
                send(caller, ROOM, json.dumps(lane.room).encode())
                while True:
                    batch = image_of(receive(caller, LONGEST_HEAD)[1].tobytes())
                    send(caller, DATA, lane(batch, receive(caller, batch.sent)[1]))
            except (OSError, EOFError):
                raise
            except Exception as error:  # noqa: BLE001 - told by the worker, whose sweep it ends
                send(caller, ERROR, (str(error) or type(error).__name__).encode())
            finally:
                if lane is not None:
                    with contextlib.suppress(CrmsimError):
                        lane.close()


class Line:
    """In a worker process: the way to the card. Serves as :class:`crmsim.card.image.Launch`.

    Raises
    ------
    CrmsimError
        As the card's process says.
    """

    def __init__(self, address: Address) -> None:
        self.socket = socket.create_connection((HOST, address.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        send(self.socket, TOKEN, address.token)
        self.room = int(json.loads(self._answer(LONGEST_HEAD).tobytes()))

    def __call__(self, image: Image, data: Bytes) -> Bytes:
        """Have a batch computed."""
        send(self.socket, IMAGE, json.dumps(dataclasses.asdict(image)).encode())
        send(self.socket, DATA, data)
        return self._answer(image.size)

    def _answer(self, most: int) -> Bytes:
        kind, data = receive(self.socket, max(most, LONGEST_HEAD))
        if kind == ERROR:
            raise CrmsimError(data.tobytes().decode())
        return data


@functools.lru_cache(maxsize=1)
def line(address: Address) -> Line:
    """The line of this process."""
    return Line(address)


def image_of(text: bytes) -> Image:
    """What :class:`Line` has sent of an image."""
    given: dict[str, Any] = json.loads(text)
    shapes = tuple(tuple(shape) for shape in given["shapes"])
    return Image(given["runs"], tuple(given["begins"]), shapes, given["sent"], given["size"], tuple(given["back"]))


def send(to: socket.socket, kind: bytes, data: bytes | Bytes) -> None:
    """Send some bytes, and before them of what kind and how many they are."""
    to.sendall(HEAD.pack(kind, len(data)))
    to.sendall(data)


def receive(of: socket.socket, most: int) -> tuple[bytes, Bytes]:
    """What was sent, and of what kind it is.

    Raises
    ------
    EOFError
        Where nothing more comes, or more than it may be.
    """
    kind, size = HEAD.unpack(_exactly(of, HEAD.size).tobytes())
    if size > most:
        raise EOFError
    return kind, _exactly(of, size)


def _exactly(of: socket.socket, size: int) -> Bytes:
    data = np.empty(size, dtype=np.uint8)
    view, there = memoryview(data), 0
    while there < size:
        more = of.recv_into(view[there:])
        if more == 0:
            raise EOFError
        there += more
    return data
