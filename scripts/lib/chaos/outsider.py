"""A server of somebody else's. It can be made to fail, to hang, and to be gone, and no phone may notice."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import re

from .programs import free_port

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
AUTHORIZATION = re.compile(rb"\r\nauthorization: *([^\r]*)", re.IGNORECASE)


class Outsider:
    def __init__(self, history):
        self.port = free_port()
        self.history = history
        self.is_failing = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.server = None
        self.connections = set()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    async def open(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.port, reuse_address=True)

    def close(self):
        """Refuses, and cuts off whoever is connected."""
        if self.server:
            self.server.close()
        for writer in self.connections:
            writer.transport.abort()

    async def serve(self, reader, writer):
        self.connections.add(writer)
        broken_off = (OSError, EOFError, asyncio.LimitOverrunError, asyncio.CancelledError)  # the last when the run is over
        with contextlib.suppress(*broken_off):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = await reader.readexactly(int(LENGTH.search(head)[1]))
                status, content, *fields = await self.answer(head, body)
                lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(content), *fields]
                writer.write(b"\r\n".join([*lines, b"", b""]) + content)
                await writer.drain()
        self.connections.discard(writer)
        writer.close()

    async def answer(self, head, body):
        """Status, content and further header fields of the answer to a request; each kind of outsider has its own."""
        raise NotImplementedError


def path_of(head):
    return head.split(b" ", 2)[1].decode()


def bearer(head):
    """What the request shows as its right to ask; empty where it shows nothing."""
    found = AUTHORIZATION.search(head)
    return found[1].decode().removeprefix("Bearer ") if found else ""


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def signature(secret, signed):
    return encoded(hmac.new(secret.encode(), signed, hashlib.sha256).digest())


def signed_token(secret, claims):
    """A JWT of HS256."""
    signed = b".".join(encoded(json.dumps(value).encode()) for value in ({"alg": "HS256", "typ": "JWT"}, claims))
    return (signed + b"." + signature(secret, signed)).decode()


def verified_claims(secret, token):
    """What a JWT of HS256 says. Throws `ValueError` where it is none, or somebody else's."""
    signed, _, mark = token.encode().rpartition(b".")
    head, _, claims = signed.partition(b".")
    if not hmac.compare_digest(signature(secret, signed), mark) or decoded(head).get("alg") != "HS256":
        raise ValueError("it is signed by somebody else")
    return decoded(claims)


def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
