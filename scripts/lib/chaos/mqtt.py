"""Publishes and listens over MQTT 3.1.1 as phones do: straight to the broker, and gone when the broker is."""

import asyncio
import contextlib


def text(value):
    data = value.encode()
    return len(data).to_bytes(2, "big") + data


def packet(kind, body):
    length, header = len(body), bytearray([kind])
    while True:
        length, digit = divmod(length, 128)
        header.append(digit | (0x80 if length else 0))
        if not length:
            return bytes(header) + body


def connect_packet(client):
    return packet(0x10, text("MQTT") + b"\x04\x02\x00\x00" + text(client))


class Listener(asyncio.Protocol):
    """Hears what is published on the topics of a filter, with QoS 0: `heard` gets topic and payload as they come."""

    def __init__(self, client, topic_filter, heard):
        self.client = client
        self.filter = topic_filter
        self.heard = heard
        self.data = bytearray()
        self.transport = None
        self.is_subscribed = asyncio.Event()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(connect_packet(self.client) + packet(0x82, b"\x00\x01" + text(self.filter) + b"\x00"))

    def data_received(self, data):
        self.data += data
        while found := self.next_packet():
            kind, body = found
            if kind == 0x30:
                end = 2 + int.from_bytes(body[:2], "big")
                self.heard(body[2:end].decode(), body[end:])
            elif kind == 0x90:
                self.is_subscribed.set()

    def next_packet(self):
        """Kind and body of the next packet, once all of it is there."""
        length, shift, start = 0, 0, 1
        while True:
            if len(self.data) <= start:
                return None
            digit = self.data[start]
            length |= (digit & 0x7F) << shift
            shift, start = shift + 7, start + 1
            if not digit & 0x80:
                break
        if len(self.data) < start + length:
            return None
        found = self.data[0] & 0xF0, bytes(self.data[start : start + length])
        del self.data[: start + length]
        return found


class Publisher:
    def __init__(self, port, client):
        self.port = port
        self.client = client
        self.writer = None
        self.turn = asyncio.Lock()

    async def connect(self):
        """False where the broker is away."""
        self.close()
        try:
            async with asyncio.timeout(2):
                reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
                self.writer.write(connect_packet(self.client))
                answer = await reader.readexactly(4)
        except (OSError, TimeoutError, EOFError):
            self.close()
            return False
        return answer[3] == 0

    def close(self):
        if self.writer:
            with contextlib.suppress(OSError):  # it is being thrown away
                self.writer.transport.abort()
        self.writer = None

    async def publish(self, topic, payload):
        """Publishes, if the broker is there; false otherwise."""
        async with self.turn:
            if (self.writer is None or self.writer.is_closing()) and not await self.connect():
                return False
            self.writer.write(packet(0x30, text(topic) + payload.encode()))
            return True
