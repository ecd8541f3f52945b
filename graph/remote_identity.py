"""Who asks, and what a server demands to know -> the header of a request that says so: Basic, Bearer or Digest.

A token is sent from the start, a password only to a server that has asked for it, and in the way in which it asked.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from itertools import count
from typing import Final, Literal
from urllib.parse import urlsplit

from lexline.graph.endpoints import Credentials

_PARAMETER: Final = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))')
_DIGEST: Final = re.compile(r"\bdigest\s+(.*)", re.IGNORECASE | re.DOTALL)
#: Letters that cannot stand in a quoted text of a header.
_UNQUOTED: Final = re.compile(r'[\x00-\x1f"\\]')
#: No more of a demand is read.
_LONGEST: Final = 4096
_HASHES: Final = {"MD5": "md5", "SHA-256": "sha256"}


class Identity:
    """Says to one server who asks, as it has demanded."""

    def __init__(self, who: Credentials) -> None:
        self._who = who
        self._way: Literal["", "basic", "digest"] = ""
        self._challenge: dict[str, str] = {}
        self._asked = count(1)

    def challenged(self, demand: str) -> bool:
        """Take up the way in which a server wants to be told who asks; says whether another attempt is worth it."""
        if not self._who.user:
            return False
        match = _DIGEST.search(demand[:_LONGEST])
        if match is None:
            # some servers refuse without saying how they want to be asked
            fresh, self._way = not self._way, "basic"
            return fresh
        said = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(match[1])}
        algorithm, nonce = said.get("algorithm", "MD5").upper(), said.get("nonce")
        if algorithm not in _HASHES or not nonce or nonce == self._challenge.get("nonce"):
            return False
        self._way, self._challenge, self._asked = "digest", said, count(1)
        return True

    def header(self, method: str, url: str) -> str:
        """Return the header Authorization of a request; "" for none."""
        who = self._who
        if who.token:
            return f"Bearer {who.token}"
        # a password goes only to a server that wants one: some (Virtuoso) refuse the way that they did not ask for
        if not self._way:
            return ""
        if self._way == "basic":
            return "Basic " + base64.b64encode(f"{who.user}:{who.password}".encode()).decode("ascii")
        return self._digest(method, url)

    def _digest(self, method: str, url: str) -> str:
        """Answer a digest challenge (RFC 7616, qop "auth" or none)."""
        said = self._challenge
        algorithm = said.get("algorithm", "MD5").upper()

        def digest(text: str) -> str:
            return hashlib.new(_HASHES[algorithm], text.encode("utf-8"), usedforsecurity=False).hexdigest()

        parts = urlsplit(url)
        uri = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        number, mine = f"{next(self._asked):08x}", secrets.token_hex(8)
        realm, nonce = said.get("realm", ""), said["nonce"]
        first = digest(f"{self._who.user}:{realm}:{self._who.password}")
        second = digest(f"{method}:{uri}")
        fields = {"username": self._who.user, "realm": realm, "nonce": nonce, "uri": uri}
        if "auth" in re.split(r"[,\s]+", said.get("qop", "")):
            fields |= {"response": digest(f"{first}:{nonce}:{number}:{mine}:auth:{second}"), "cnonce": mine}
            ending = f", qop=auth, nc={number}"
        else:
            fields |= {"response": digest(f"{first}:{nonce}:{second}")}
            ending = ""
        fields |= {"opaque": said["opaque"]} if "opaque" in said else {}
        quoted = ", ".join(f'{name}="{_UNQUOTED.sub("", value)}"' for name, value in fields.items())
        return f"Digest {quoted}, algorithm={algorithm}{ending}"
