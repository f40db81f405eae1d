"""Programs that the harness starts, and nobody else: each in a session of its own, ended by the kernel when the harness dies."""

import asyncio
import contextlib
import os
import random
import signal
import socket
import subprocess
import time


class SetupFailure(Exception):
    """What the run needs could not be had; no judgement about the service."""


def free_port():
    """A port outside of the range that the kernel gives outgoing connections: whoever is restarted finds it free again."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


async def poll(seconds, attempt, interval=0.02):
    """The first true result of `attempt`, or its last one when `seconds` have passed."""
    limit = time.monotonic() + seconds
    while True:
        result = attempt()
        if asyncio.iscoroutine(result):
            result = await result
        if result or time.monotonic() >= limit:
            return result
        await asyncio.sleep(interval)


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


class Program:
    """One program, which may be started, ended, paused and started again. Its output goes to NAME.log in the folder of the run."""

    def __init__(self, name, command, folder, environment=None):
        self.name = name
        self.command = command
        self.folder = folder
        self.log = folder / f"{name}.log"
        self.environment = {"PATH": os.environ.get("PATH", ""), **(environment or {})}
        self.process = None
        self.is_meant_to_run = False
        self.peak_memory = 0

    def start(self, output=None):
        with open(output or self.log, "ab") as out, open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self.command], stdin=subprocess.DEVNULL, stdout=out, stderr=log, env=self.environment,
                cwd=self.folder, start_new_session=True)
        self.is_meant_to_run = True

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def send(self, number):
        if self.is_running:
            self.process.send_signal(number)

    async def end(self, number=signal.SIGKILL, patience=10.0):
        """Ends it; false when it had to be killed because `number` did not do within `patience` seconds."""
        self.is_meant_to_run = False
        self.measure()
        self.send(number)
        if await poll(patience, lambda: not self.is_running):
            return True
        self.send(signal.SIGKILL)
        await poll(5, lambda: not self.is_running)
        return False

    def end_now(self):
        """For the way out, when no loop runs any more."""
        self.is_meant_to_run = False
        self.send(signal.SIGKILL)
        if self.process is not None:
            self.process.wait(5)

    def measure(self):
        """Notes the most memory the program has had so far, bytes."""
        if not self.is_running:
            return
        try:
            with open(f"/proc/{self.process.pid}/status", encoding="ascii", errors="replace") as status:
                peaks = [int(line.split()[1]) * 1_024 for line in status if line.startswith("VmHWM")]
        except OSError:  # it ended just now
            return
        self.peak_memory = max([self.peak_memory, *peaks])

    def sockets(self):
        """The sockets it has open, by their numbers in the kernel."""
        folder = f"/proc/{self.process.pid}/fd"
        found = set()
        try:
            for name in os.listdir(folder):
                target = os.readlink(f"{folder}/{name}")
                if target.startswith("socket:"):
                    found.add(target)
        except OSError:  # it ended just now, or closed one
            pass
        return found
