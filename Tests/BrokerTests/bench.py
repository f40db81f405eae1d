"""Connections a second and memory of a mosquitto with the plugin and of one without it, and what a refused connection costs by its token.

usage: bench.py CONNECTIONS ROUNDS
"""

import os
import resource
import socket
import statistics
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from broker import Broker  # noqa: E402
from keys import KINDS, Issuer  # noqa: E402
from packets import connect_packet  # noqa: E402
from tokens import token  # noqa: E402


def measure(plugin, connections):
    """Connections a second, and the broker's memory before and after them, KiB."""
    packets = [connect_packet(f"ff-call-m{index}-1".encode(), f"m{index}".encode(), token(f"m{index}").encode()) for index in range(connections)]
    broker = Broker(plugin=plugin, anonymous=not plugin)
    sockets = []
    try:
        before, began = broker.memory(), time.monotonic()
        for packet in packets:
            sockets.append(socket.create_connection(("127.0.0.1", broker.port), 10))
            sockets[-1].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sockets[-1].sendall(packet)
            answer = sockets[-1].recv(4)
            assert answer == b"\x20\x02\x00\x00", answer
        return connections / (time.monotonic() - began), before, broker.memory()
    finally:
        for connection in sockets:
            connection.close()
        broker.stop()


def measure_refusals(connections):
    """Processor time of the broker for one connection with a bad token, by the token, microseconds."""
    issuers = {algorithm: Issuer(algorithm) for algorithm in KINDS}
    forged = {algorithm: Issuer(algorithm).token() for algorithm in KINDS}
    passwords = {"no token": "a.b.c", "unknown algorithm": token(algorithm="HS512"), "HS256": token(secret="x" * 32)} | forged
    broker = Broker(files={"public_key_files": "".join(issuer.public for issuer in issuers.values())})
    try:
        costs = {}
        for name, password in ({"warm": "a"} | passwords).items():
            packet, before = connect_packet(b"ff-call-anna-1", b"anna", password.encode()), broker.processor_time()
            for _ in range(connections):
                with socket.create_connection(("127.0.0.1", broker.port), 10) as connection:
                    connection.sendall(packet)
                    assert connection.recv(4) != b"\x20\x02\x00\x00"
            costs[name] = 1e6 * (broker.processor_time() - before) / connections
        return {name: costs[name] for name in passwords}
    finally:
        broker.stop()


def main(connections, rounds):
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    results = {False: [], True: []}
    for _ in range(rounds):
        for plugin, list_ in results.items():
            list_.append(measure(plugin, connections))
    medians = {plugin: [statistics.median(column) for column in zip(*list_)] for plugin, list_ in results.items()}
    print(f"{connections} connections, median of {rounds} rounds{'':14}without       with      ratio")
    rows = (("connections a second", 0, 1), ("memory before them, MiB", 1, 1024), ("memory with them, MiB", 2, 1024))
    for name, index, unit in rows:
        without, with_ = medians[False][index] / unit, medians[True][index] / unit
        print(f"{name:40} {without:12.1f} {with_:10.1f} {with_ / without:10.2f}")
    each = [1e6 / medians[plugin][0] for plugin in (False, True)]
    print(f"{'time of a connection, microseconds':40} {each[0]:12.1f} {each[1]:10.1f} {each[1] / each[0]:10.2f}")
    print("\nthe broker's processor time for a connection that is refused, microseconds")
    for name, cost in measure_refusals(connections).items():
        print(f"{name:40} {cost:12.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
