"""A small HTTP/1.1 client with kept connections, made to leave the processor to the servers; and requests that are sent again as apps should."""

import asyncio
import contextlib
import json
import re
import time

from . import settings
from .history import Request

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
BROKEN = (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError)


class NotConnected(Exception):
    """Nobody listens: the request certainly has not been read."""


class Instance:
    """Connections to one instance of the service."""

    def __init__(self, port):
        self.port = port
        self.idle = []
        self.places = asyncio.Semaphore(settings.CONNECTIONS)

    async def send(self, data):
        """The answer's status and body."""
        async with self.places:
            reader, writer = self.idle.pop() if self.idle else await self.connect()
            try:
                writer.write(data)
                head = await reader.readuntil(b"\r\n\r\n")
                body = await reader.readexactly(int(LENGTH.search(head)[1]))
            except BaseException:  # a broken connection is never used again, whatever broke it
                writer.transport.abort()
                raise
            self.idle.append((reader, writer))
            return int(head[9:12]), body

    async def connect(self):
        try:
            return await asyncio.open_connection("127.0.0.1", self.port)
        except OSError as error:
            raise NotConnected from error

    def close(self):
        for _, writer in self.idle:
            writer.transport.abort()
        self.idle = []


class Client:
    """Sends requests to either instance until they are answered."""

    def __init__(self, ports, tokens, requests):
        self.instances = [Instance(port) for port in ports]
        self.tokens = tokens
        self.requests = requests
        self.under_way = 0

    async def perform(self, request, method, path, body, instance):
        """Fills in what became of the request, and returns the answer's object, if there is one."""
        data = self.encode(request, method, path, body)
        limit = time.monotonic() + settings.PATIENCE
        request.began = time.time()
        self.requests.append(request)
        self.under_way += 1
        try:
            while True:
                answer = await self.attempt(request, data, self.instances[instance % len(self.instances)])
                request.ended = time.time()
                if answer is not None:
                    return answer
                if time.monotonic() >= limit:
                    request.outcome = Request.UNRESOLVED
                    return {}
                instance = 1 - instance
                await asyncio.sleep(min(0.05 * request.attempts, 0.5))
        finally:
            self.under_way -= 1

    async def attempt(self, request, data, instance):
        """The answer; nothing when the request is to be sent again."""
        request.attempts += 1
        try:
            async with asyncio.timeout(settings.ATTEMPT):
                status, text = await instance.send(data)
                answer = json.loads(text) if text else {}
        except NotConnected:
            return None
        except BROKEN:
            request.is_uncertain = True
            return None
        request.status = status
        if 200 <= status < 300:
            request.outcome = Request.ACKNOWLEDGED
            return answer or {}
        request.code = answer.get("code", "")
        if status == 503:
            request.is_uncertain = True
            return None
        if status == 409 and answer.get("retry_after") is not None:  # the same request is being worked on elsewhere
            return None
        request.outcome = Request.REFUSED
        return answer

    def encode(self, request, method, path, body):
        content = json.dumps(body).encode() if body is not None else b""
        head = [
            f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {self.tokens[request.member]}",
            f"Idempotency-Key: {request.key}", f"Content-Length: {len(content)}",
        ]
        if content:
            head.append("Content-Type: application/json")
        if request.device:
            head.append(f"X-Device-ID: {request.device}")
        return "\r\n".join([*head, "", ""]).encode() + content

    async def is_ready(self, index):
        """Whether an instance says that it and all it needs is there."""
        data = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        with contextlib.suppress(NotConnected, *BROKEN):  # not yet
            async with asyncio.timeout(3):
                reader, writer = await Instance(self.instances[index].port).connect()
                writer.write(data)
                answer = await reader.read(65_536)
                writer.close()
                return b'"ready"' in answer
        return False

    def close(self):
        for instance in self.instances:
            instance.close()
