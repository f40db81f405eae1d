"""Many readers of event streams: what they cost, and how soon they hear.

usage: event_bench.py STREAMS SIGNALS
"""

import asyncio
import json
import os
import resource
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "Tests", name) for name in ("PeerTests", "BrokerTests")]

from phone import account  # noqa: E402
from stage import CHURCH, Stage  # noqa: E402
from tokens import token  # noqa: E402

CALL = "7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60"
WIDTH = 50  # connections that are opened at once


def name(index):
    return f"member{index}"


class Reader:
    def __init__(self, index, port):
        self.index, self.port = index, port
        self.delays = []

    async def open(self):
        self.stream, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(
            f"GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token(name(self.index), CHURCH)}\r\n\r\n".encode())
        head = await self.stream.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        await self.stream.readuntil(b"event: ready")

    async def read(self):
        """Takes note of how old each signal is when it comes, by the clock of this machine."""
        while line := await self.stream.readline():
            if line.startswith(b'data: {"topic"'):
                self.delays.append(time.time() - json.loads(line[6:])["payload"]["sent"])


def payload(number):
    return json.dumps({"call_id": CALL, "sent": time.time(), "signal_id": f"{CALL}-{number}", "type": "call_end"}, separators=(",", ":"))


async def run(stage, streams, signals):
    service = stage.processes[-1].pid
    publisher = account(stage.broker, "faithflow-system")  # first: paho knows file descriptors up to 1,023 only
    warm = Reader(streams, stage.http_port)
    await warm.open()
    before = memory(service)
    began = time.monotonic()
    readers = [Reader(index, stage.http_port) for index in range(streams)]
    for first in range(0, streams, WIDTH):
        await asyncio.gather(*(reader.open() for reader in readers[first:first + WIDTH]))
    opened = time.monotonic() - began
    open_memory = memory(service)
    tasks = [asyncio.create_task(reader.read()) for reader in readers]
    began = time.monotonic()
    for number in range(signals):
        publisher.client.publish(f"faithflow/{CHURCH}/member/{name(number % streams)}/call_status", payload(number), 1)
        if number % 20 == 19:
            await asyncio.sleep(0.01)  # some 2,000 a second at most
    limit = time.monotonic() + 20
    while sum(len(reader.delays) for reader in readers) < signals and time.monotonic() < limit:
        await asyncio.sleep(0.02)
    took = time.monotonic() - began
    delays = sorted(delay for reader in readers for delay in reader.delays)
    publisher.leave()
    for task in tasks:
        task.cancel()
    print(f"{streams} streams opened in {opened:.1f} s; the service has {open_memory // 1024} MiB instead of {before // 1024}: {(open_memory - before) / streams:.1f} KiB a stream")
    print(f"{len(delays)} of {signals} signals heard in {took:.1f} s; delay p50 {percentile(delays, 50):.1f} ms, p99 {percentile(delays, 99):.1f} ms; {memory(service) // 1024} MiB after")
    return len(delays) == signals


def percentile(delays, share):
    return delays[min(len(delays) - 1, len(delays) * share // 100)] * 1000 if delays else float("nan")


def memory(pid):
    """What is resident, KiB."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))


def main(streams, signals):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    stage = Stage(
        EVENT_STREAMS_MAX="100000", HTTP_MAX_CONNECTIONS="100000", HTTP_MAX_CONNECTIONS_PER_ADDRESS="100000", RATE_LIMIT_ENABLED="false",
        LOG_LEVEL="warning")
    try:
        return 0 if asyncio.run(run(stage, streams, signals)) else 1
    finally:
        stage.stop()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
