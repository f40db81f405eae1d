"""Publishes over MQTT 3.1.1 as phones do: QoS 0, straight to the broker, and gone when the broker is."""

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
                self.writer.write(packet(0x10, text("MQTT") + b"\x04\x02\x00\x00" + text(self.client)))
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
