"""An answer -> its body, piece by piece as it arrives, and never for longer than it may take.

A body that was packed though that was not asked for is unpacked in bounded memory; how long it may get is for the
caller to say, who counts what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from lexline.loaders.sources.client import Passing
from lexline.ontology.errors import NetworkError

if TYPE_CHECKING:
    import requests

_PIECE: Final = 64 * 1024


def arriving(response: requests.Response, monotonic: Callable[[], float], deadline: float) -> Iterator[bytes]:
    """Yield what arrives of a body; a server that sends byte by byte is not listened to for ever.

    Raises:
        Passing: the connection broke off.
        NetworkError: the body is not complete at the deadline.
    """
    from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

    while True:
        try:
            # whatever there is, as soon as there is any: to wait for a whole piece may take for ever
            piece = response.raw.read1(_PIECE, decode_content=True)
        except ReadTimeoutError as error:
            raise Passing("the server does not answer in time") from error
        except DecodeError as error:
            raise Passing("what the server packed cannot be unpacked") from error
        except (HTTPError, OSError) as error:
            raise Passing("the server cut the connection") from error
        if not piece:
            return
        yield piece
        if monotonic() > deadline:
            raise NetworkError(f"{response.url}: the server is too slow.", "The same command goes on later.")
