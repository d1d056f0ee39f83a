"""Batches of workers come to the process that holds the card, and nobody else's do."""

import socket
import threading

import numpy as np
import pytest

from crmsim.card.driver import array_of, arrays_of
from crmsim.card.image import Bytes, Image
from crmsim.card.line import HOST, ROOM, TOKEN, Address, Desk, Line, receive, send
from crmsim.errors import CrmsimError

IMAGE = Image(2, (0, 256), ((3,), (2, 5)), 300, 512, (256, 300))


class Echo:
    """Gives back part of what it is sent, and a problem for a batch that begins with 0."""

    room = 12_345

    def __init__(self) -> None:
        self.closed = threading.Event()
        self.seen: list[Image] = []

    def __call__(self, image: Image, data: Bytes) -> Bytes:
        self.seen.append(image)
        if data[0] == 0:
            raise CrmsimError("the card is on fire")
        return data[image.back[0] : image.back[1]]

    def close(self) -> None:
        self.closed.set()


def some(first: int) -> Bytes:
    data = (np.arange(IMAGE.sent) % 251).astype(np.uint8)
    data[0] = first
    return data


def test_a_batch_goes_there_and_comes_back() -> None:
    echo = Echo()
    desk = Desk(lambda: echo)
    line = Line(desk.address)
    assert line.room == echo.room
    for _ in range(2):
        assert line(IMAGE, some(1)).tolist() == some(1)[256:300].tolist()
    assert echo.seen == [IMAGE, IMAGE]
    line.socket.close()
    assert echo.closed.wait(5.0)
    desk.close()


def test_what_the_card_says_is_told_where_the_runs_are() -> None:
    desk = Desk(Echo)
    with pytest.raises(CrmsimError, match="the card is on fire"):
        Line(desk.address)(IMAGE, some(0))
    desk.close()


def test_each_caller_has_a_lane_of_its_own() -> None:
    made: list[Echo] = []

    def lane() -> Echo:
        made.append(Echo())
        return made[-1]

    desk = Desk(lane)
    for line in [Line(desk.address), Line(desk.address)]:
        line(IMAGE, some(1))
        line.socket.close()
    assert [len(echo.seen) for echo in made] == [1, 1]
    desk.close()


@pytest.mark.parametrize("what", [b"x" * 32, b"", b"x" * 4_000])
def test_whoever_lacks_the_token_is_sent_away(what: bytes) -> None:
    desk = Desk(Echo)
    with socket.create_connection((HOST, desk.address.port)) as caller:
        send(caller, TOKEN, what)
        with pytest.raises((EOFError, ConnectionResetError)):
            receive(caller, 100)
    with pytest.raises(EOFError):
        Line(Address(desk.address.port, bytes(32)))
    desk.close()


def test_more_bytes_than_there_may_be_are_not_read() -> None:
    one, other = socket.socketpair()
    send(one, ROOM, b"12345")
    with pytest.raises(EOFError):
        receive(other, 4)


def test_an_image_is_told_as_compiled_code_takes_arrays() -> None:
    assert array_of(4096, (2, 3, 5), 8) == [0, 0, 30, 8, 4096, 2, 3, 5, 120, 40, 8]
    assert array_of(64, (7,), 24) == [0, 0, 7, 24, 64, 7, 24]
    numpy = np.zeros((2, 3, 5)).strides
    assert tuple(array_of(0, (2, 3, 5), 8)[-3:]) == numpy
    with pytest.raises(ValueError):
        arrays_of(IMAGE, 0)  # which has two arrays, and a batch more
