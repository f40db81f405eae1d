"""Writes down every message of the broker, by mosquitto_sub, which has nothing to do with the service or its client.

It subscribes with QoS 0, so no window of unacknowledged messages can fill, and the broker has written a message to it before it acknowledges
the message to its publisher. When the broker is killed the recorder first reads what the kernel still holds, then is replaced.
"""

import signal

from .programs import Program, SetupFailure, poll

PROBE = "faithflow-chaos/probe"
FORMAT = "%U %r %t %p"


class Recorder:
    def __init__(self, port, folder, publisher):
        self.port = port
        self.folder = folder
        self.publisher = publisher
        self.files = []
        self.probes = 0
        self.program = None
        self.connected = set()

    async def start(self):
        """Returns once a message has come round; what is published from now on is written down."""
        self.files.append(self.folder / f"recording-{len(self.files)}")
        command = [
            "stdbuf", "-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.port), "-i", f"recorder-{len(self.files)}", "-q", "0", "-k", "300",
            "-F", FORMAT, "-t", "#",
        ]
        self.program = Program("recorder", command, self.folder)
        self.program.start(output=self.files[-1])
        if not await self.probe(20):
            raise SetupFailure("mosquitto_sub receives nothing")
        self.connected = self.program.sockets()

    async def probe(self, seconds):
        """Sends a message and waits until it is written down: all that was published before it is, too."""
        self.probes += 1
        word = f"{PROBE}/{self.probes} ".encode()

        async def arrived():
            await self.publisher.publish(f"{PROBE}/{self.probes}", "-")
            return word in tail(self.files[-1])

        return await poll(seconds, arrived, 0.05)

    async def retire(self):
        """Ends the recorder of a dead broker, once it has read all that came from it and found the connection closed."""
        await poll(5, lambda: len(self.program.sockets() & self.connected) < len(self.connected), 0.005)
        await self.program.end(signal.SIGTERM, 2)

    @property
    def size(self):
        return sum(file.stat().st_size for file in self.files)

    def lines(self):
        """All that was written down, in order; a line that was cut off by a kill is left out."""
        for file in self.files:
            with open(file, encoding="utf-8", errors="replace") as recording:
                for line in recording:
                    if line.endswith("\n") and PROBE not in line:
                        yield line[:-1]


def tail(file, length=65_536):
    with open(file, "rb") as recording:
        recording.seek(max(0, file.stat().st_size - length))
        return recording.read()
