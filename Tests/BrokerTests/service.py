"""The service beside the broker, as it was built: a process of its own, its calls in memory."""

import contextlib
import json
import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from broker import ACCOUNTS, ROOT, free_port
from tokens import SECRET, token

EXECUTABLE = os.path.join(ROOT, ".build/debug/faithflow-calls")


class Service:
    """Started at once, and ready. `settings` go into its configuration file; `change()` writes it anew, as a careful writer does."""

    def __init__(self, broker, **settings):
        self.folder = tempfile.mkdtemp(prefix="faithflow-service-")
        self.port = free_port()
        self.settings = {
            "STORE": "memory", "HTTP_HOST": "127.0.0.1", "HTTP_PORT": self.port, "MQTT_BROKER_HOST": "127.0.0.1", "MQTT_BROKER_PORT": broker.port,
            "MQTT_PASSWORD": ACCOUNTS["faithflow-system"], "RATE_LIMIT_ENABLED": False} | settings
        self.log_path, self.file = os.path.join(self.folder, "log"), os.path.join(self.folder, "settings.json")
        self.change()
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [EXECUTABLE, "serve", "--config", self.file], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={"PATH": os.environ["PATH"], "JWT_SECRET_KEY": SECRET})
        wait_until(self.is_ready, lambda: self.log)

    def is_ready(self):
        assert self.process.poll() is None, self.log
        try:
            status, report = self.ask("GET", "/readyz", member=None)
        except OSError:
            return False
        return status == 200 and report["status"] == "ready"

    def change(self, text=None, **settings):
        """Sets these, or writes `text` into the file, whatever it is."""
        self.settings |= settings
        with open(self.file + ".new", "w", encoding="utf-8") as file:
            file.write(json.dumps(self.settings) if text is None else text)
        os.replace(self.file + ".new", self.file)

    @contextlib.contextmanager
    def stream(self, member, church="grace"):
        """The events of a member's stream as they come: name and data."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/events", headers={"Authorization": f"Bearer {token(member, church)}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            yield events(answer)

    def fetch(self, method, path, member="anna", church="grace", body=None, headers=None):
        """Status, header fields and bytes of an answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method, headers=headers or {})
        if member:
            request.add_header("Authorization", f"Bearer {token(member, church)}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.headers, refusal.read()

    def ask(self, method, path, **options):
        """Status and JSON of an answer."""
        status, _, data = self.fetch(method, path, **options)
        return status, json.loads(data)

    def do(self, method, path, **options):
        """What a request that must succeed is answered."""
        status, answer = self.ask(method, path, **options)
        assert status == 200, f"{method} {path}: {status} {answer}"
        return answer

    def presence(self, **options):
        """How those of the church stand: `(online, in_call)` by member."""
        found = self.do("GET", "/api/presence", **options)["presences"]
        return {one["member_id"]: (one["online"], one["in_call"]) for one in found}

    @property
    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        finally:
            self.process.kill()
            self.process.wait()
            if "FAITHFLOW_OUTPUT" in os.environ:
                with open(os.path.join(os.environ["FAITHFLOW_OUTPUT"], os.path.basename(self.folder) + ".log"), "w", encoding="utf-8") as file:
                    file.write(self.log)


def events(lines):
    """Server-sent events: those with data, as `(name, data)`."""
    name, data = "message", []
    for line in lines:
        field, _, value = line.decode().rstrip("\n").partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
        elif not field:
            if data:
                yield name, "\n".join(data)
            name, data = "message", []


def wait_until(condition, say=lambda: "", seconds=20):
    """Asks again and again until it is so."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"it did not come true: {say()}"
        time.sleep(0.02)
