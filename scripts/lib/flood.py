"""Somebody who asks more than he may: requests at a steady pace over a few connections, until it is told to end (SIGTERM).

usage: FLOOD_TOKEN=… flood.py PORT REQUESTS-A-SECOND

First asks without a pause until it is refused, and prints `ready`; at the end how many requests it has sent since, how many were
let through and how many refused for their rate. Costs little itself, so that it takes no time from what it is to disturb.
"""

import os
import select
import signal
import socket
import sys
import time

WIDTH = 8
PATIENCE = 5
STATUSES = {b"HTTP/1.1 200": "let", b"HTTP/1.1 429": "refused"}
LONGEST = max(map(len, STATUSES))


class Flood:
    def __init__(self, port, token):
        self.request = f"GET /api/calls/active HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        self.sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(WIDTH)]
        for one in self.sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rests = dict.fromkeys(self.sockets, b"")
        self.counts = {"sent": 0, "let": 0, "refused": 0}
        self.isOver = False
        signal.signal(signal.SIGTERM, self.end)

    def end(self, *_):
        self.isOver = True

    def send(self):
        self.sockets[self.counts["sent"] % WIDTH].sendall(self.request)
        self.counts["sent"] += 1

    def receive(self, wait):
        for one in select.select(self.sockets, [], [], wait)[0]:
            data = self.rests[one] + one.recv(65_536)
            for status, name in STATUSES.items():
                self.counts[name] += data.count(status)
            self.rests[one] = data[1 - LONGEST :]

    def settle(self):
        limit = time.monotonic() + PATIENCE
        while self.counts["let"] + self.counts["refused"] < self.counts["sent"] and time.monotonic() < limit:
            self.receive(0.01)

    def exhaust(self):
        while self.counts["refused"] == 0:
            for _ in range(4 * WIDTH):
                self.send()
            self.settle()
        self.counts = dict.fromkeys(self.counts, 0)

    def run(self, per_second):
        due = time.monotonic()
        while not self.isOver:
            due = max(due + 1 / per_second, time.monotonic() - 0.1)
            while (wait := due - time.monotonic()) > 0:
                self.receive(wait)
            self.send()
        self.settle()


def main(port, per_second):
    flood = Flood(port, os.environ["FLOOD_TOKEN"])
    flood.exhaust()
    print("ready", flush=True)
    flood.run(per_second)
    print(*flood.counts.values(), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
