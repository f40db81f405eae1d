"""A service, a broker with the plugin and a TURN server of their own, on free ports of 127.0.0.1."""

import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from broker import ACCOUNTS, ROOT, Broker, free_port
from tokens import SECRET, token

SERVICE = os.environ.get("FAITHFLOW_SERVICE") or os.path.join(ROOT, ".build/debug/faithflow-calls")
TURN_SECRET = "turn-secret-of-peer-tests-turn-secret-of"
CHURCH = "grace"


class Stage:
    """Started at once; `stop()` ends it. Calls are kept in memory, so no database is needed. `settings` add to the service's."""

    def __init__(self, **settings):
        self.folder = tempfile.mkdtemp(prefix="faithflow-peers-")
        self.broker = Broker()
        self.http_port, self.turn_port = free_port(), free_port()
        self.processes = [self.start("turn", ["turnserver", "-c", self.turn_configuration()]), self.start("service", [SERVICE, "serve"], self.settings() | settings)]
        self.await_ready()

    def start(self, name, command, environment=None):
        with open(os.path.join(self.folder, f"{name}.log"), "wb") as log:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, env=os.environ | (environment or {}))

    def settings(self):
        return {
            "JWT_SECRET_KEY": SECRET, "STORE": "memory", "HTTP_HOST": "127.0.0.1", "HTTP_PORT": str(self.http_port), "MQTT_BROKER_HOST": "127.0.0.1",
            "MQTT_BROKER_PORT": str(self.broker.port), "MQTT_USERNAME": "faithflow-system", "MQTT_PASSWORD": ACCOUNTS["faithflow-system"],
            "TURN_URLS": f"turn:127.0.0.1:{self.turn_port}?transport=udp", "TURN_SECRET": TURN_SECRET, "LOG_LEVEL": "debug"}

    def turn_configuration(self):
        """As docker/coturn has it, but for what only a network of one machine needs."""
        path = os.path.join(self.folder, "turnserver.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(
                f"listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nlistening-port={self.turn_port}\nrealm=faithflow\nuse-auth-secret\nstatic-auth-secret={TURN_SECRET}\n"
                f"no-tls\nno-dtls\nno-cli\nallow-loopback-peers\nuserdb={self.folder}/turndb\npidfile={self.folder}/turn.pid\nlog-file=stdout\n")
        os.chmod(path, 0o600)
        return path

    def await_ready(self):
        limit = time.monotonic() + 30
        while time.monotonic() < limit and all(process.poll() is None for process in self.processes):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}/readyz", timeout=5) as answer:
                    if json.load(answer)["status"] == "ready":
                        return
            except (urllib.error.URLError, ConnectionError):
                pass  # not up yet
            time.sleep(0.05)
        raise AssertionError(f"the service does not get ready: {self.log('service')}")

    def log(self, name):
        with open(os.path.join(self.folder, f"{name}.log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def post(self, member, path, body):
        """The answer's status and body."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.http_port}/api/calls{path}", json.dumps(body).encode(),
            {"Authorization": f"Bearer {token(member, CHURCH)}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            finally:
                process.kill()
                process.wait()
        self.broker.stop()
        self.gather()
        shutil.rmtree(self.folder, ignore_errors=True)

    def gather(self):
        """For the scan for secrets."""
        if "FAITHFLOW_OUTPUT" in os.environ:
            for name in ("service", "turn"):
                shutil.copy(os.path.join(self.folder, f"{name}.log"), os.path.join(os.environ["FAITHFLOW_OUTPUT"], f"{os.path.basename(self.folder)}-{name}.log"))
        if "FAITHFLOW_SECRETS" in os.environ:
            with open(os.environ["FAITHFLOW_SECRETS"], "a", encoding="utf-8") as file:
                file.write(f"TURN secret of PeerTests\t{TURN_SECRET}\n")
