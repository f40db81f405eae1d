"""A back end that is told of the calls by webhook. It writes down what it took, and can be made to fail, to hang, and to be gone."""

import asyncio
import base64
import contextlib
import dataclasses
import hashlib
import hmac
import json
import re
import time

from .programs import free_port

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
FIELD = re.compile(rb"\r\n(webhook-[a-z]+): *([^\r]*)", re.IGNORECASE)


@dataclasses.dataclass(slots=True, frozen=True)
class Notice:
    """One message that was taken, with a 200."""

    at: float
    id: str
    type: str
    call: str
    church: str
    is_signed: bool


class Receiver:
    def __init__(self, history):
        self.port = free_port()
        self.history = history
        self.secrets = {}
        """The signing secrets by church."""
        self.is_failing = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.server = None
        self.connections = set()

    def url(self, church):
        return f"http://127.0.0.1:{self.port}/{church}"

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
        with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = await reader.readexactly(int(LENGTH.search(head)[1]))
                await self.may_answer.wait()
                status = b"500 Internal Server Error" if self.is_failing else b"200 OK"
                if not self.is_failing:
                    self.take(head, body)
                writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
        self.connections.discard(writer)
        writer.close()

    def take(self, head, body):
        fields = {name.decode().lower(): value.decode() for name, value in FIELD.findall(head)}
        church = head.split(b" ", 2)[1].decode().strip("/")
        try:
            told = json.loads(body)
            notice = Notice(
                time.time(), told["id"], told["type"], told["call"]["call_id"], church, self.is_signed(church, fields, body, told["id"]))
        except (ValueError, KeyError, TypeError):
            self.history.foreign_notices.append(body[:200].decode(errors="replace"))
        else:
            self.history.notices.append(notice)

    def is_signed(self, church, fields, body, name):
        """By the Standard Webhooks specification, written here once more."""
        secret = self.secrets.get(church, "")
        if fields.get("webhook-id") != name or abs(time.time() - float(fields.get("webhook-timestamp", "0"))) > 60 or not secret:
            return False
        signed = f"{name}.{fields['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(expected, each) for each in fields.get("webhook-signature", "").split(" "))
