"""mosquitto as compose starts it, with its configuration, its start.sh and the plugin that is built: it lets in whom the service would, and nobody else."""

import contextlib
import getpass
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.append("Tests/BrokerTests")
from keys import Issuer, revocations, revoked_token  # noqa: E402
from tokens import token  # noqa: E402

FOLDER = "docker"
PLUGIN = os.path.abspath(".build/debug")
HERE = {"/mosquitto": "mosquitto", "/etc/faithflow": "files", "/run/faithflow": "health"}  # the container's folders
SECRET, OLD, OLDER, STRANGE = (os.urandom(32).hex() for _ in range(4))
ACCOUNT, PASSWORD = "faithflow-system", os.urandom(32).hex()
BASE = {"MQTT_USERNAME": ACCOUNT, "MQTT_PASSWORD": PASSWORD}
FULL = {
    "JWT_SECRET_KEY": SECRET, "JWT_ADDITIONAL_SECRETS": f" {OLD} ,{OLDER}", "JWT_ISSUER": "parish, diocese", "JWT_AUDIENCE": "calls", "JWT_LEEWAY_SECONDS": "60",
}


def mounts(service):
    """Host and container path of each file or folder that compose mounts into a service."""
    for volume in service.get("volumes", []):
        source, target = volume.split(":")[:2] if isinstance(volume, str) else (volume.get("source", ""), volume["target"])
        if source.startswith("."):
            yield os.path.normpath(os.path.join(FOLDER, source)), target


class Broker:
    """The service `mosquitto` of compose with `environment` and `files` (texts by names) in docker/files, in a folder of its own and on free ports."""

    def __init__(self, service, environment, files):
        self.service, self.ports = service, []
        self.environment = {name: value for name, value in (BASE | environment).items() if name in service["environment"]}
        self.files = files

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self.folder = stack.enter_context(tempfile.TemporaryDirectory())
            self.copy()
            self.output = stack.enter_context(tempfile.TemporaryFile("w+"))
            variables = {name: self.inside(value) for name, value in self.environment.items()}
            start = ["/bin/sh", self.inside("/mosquitto/config/start.sh")]
            self.process = subprocess.Popen(
                start, env={"PATH": os.environ["PATH"]} | variables, stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output)
            stack.callback(self.process.wait)
            stack.callback(self.process.kill)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def inside(self, text):
        """A text with the container's paths as they are here."""
        moved = re.sub(r"(?<![\w.])/(?:mosquitto|etc/faithflow|run/faithflow)(?![\w.-])", lambda found: f"{self.folder}/{HERE[found[0]]}", text)
        return moved.replace("/usr/lib/faithflow", PLUGIN)

    def copy(self):
        user = getpass.getuser()
        for source, target in mounts(self.service):
            copy = self.inside(target)
            if os.path.isdir(source):
                os.makedirs(copy)
                continue
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            shutil.copy(source, copy)
            with open(source, encoding="utf-8") as file:
                text = self.inside(file.read()).replace("chown -R mosquitto:mosquitto", f"chown -R {user}")
            if source.endswith(".conf"):
                text = f"user {user}\n" + re.sub(r"^listener .*$", self.listener, text, flags=re.MULTILINE)
            self.write(copy, text)
        for name, text in self.files.items() if os.path.isdir(self.inside("/etc/faithflow")) else ():
            self.write(self.inside(f"/etc/faithflow/{name}"), text)

    def write(self, path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def listener(self, _):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.ports.append(probe.getsockname()[1])
        return f"listener {self.ports[-1]} 127.0.0.1"

    def listens(self):
        """Whether it comes to listen on all ports within 5 seconds."""
        limit = time.monotonic() + 5
        while self.process.poll() is None and time.monotonic() < limit:
            with contextlib.ExitStack() as stack:
                probes = [stack.enter_context(socket.socket()) for _ in self.ports]
                if all(probe.connect_ex(("127.0.0.1", port)) == 0 for probe, port in zip(probes, self.ports)):
                    return True
            time.sleep(0.05)
        return False

    def said(self):
        self.output.seek(0)
        return self.output.read().strip() or "it listens on none of its ports"

    def lets_in(self, user, password):
        """Whether a client with these comes in. They stand in a file, as on command lines anybody could read them."""
        with tempfile.TemporaryDirectory() as folder:
            if user:
                self.write(os.path.join(folder, "mosquitto_pub"), f"-u {user}\n-P {password}\n")
            command = ["mosquitto_pub", "-p", str(self.ports[0]), "-q", "1", "-t", "nobody/hears", "-n"]
            return subprocess.run(command, env=os.environ | {"XDG_CONFIG_HOME": folder}, capture_output=True, check=False, timeout=10).returncode == 0

    def is_healthy(self):
        """Whether compose's health check says so, in the container's environment."""
        command = self.inside(self.service["healthcheck"]["test"][1].replace("$$", "$")).replace("mosquitto_sub ", f"mosquitto_sub -p {self.ports[0]} ")
        return subprocess.run(["/bin/sh", "-c", command], env={"PATH": os.environ["PATH"]} | self.environment, capture_output=True, check=False).returncode == 0


def wrong_admission(broker, clients):
    """What is wrong with whom the broker lets in; clients are names with user, password and whether they are welcome."""
    for name, (user, password, is_welcome) in clients.items():
        if broker.lets_in(user, password) != is_welcome:
            yield f"{name} is {'not ' if is_welcome else ''}let in"


def good(secret=SECRET, member="anna", **claims):
    return token(member, secret=secret, **({"iss": "parish", "aud": "calls"} | claims))


def strangers():
    return {
        "an anonymous client": ("", "", False), "who has no token": ("anna", "no token", False), "ben with Anna's token": ("ben", good(), False),
        "the account with a wrong password": (ACCOUNT, "wrong", False), "the account": (ACCOUNT, PASSWORD, True),
    }


def check_full(service):
    """With all the settings of tokens, and files of revocations and API keys."""
    key, key_id = os.urandom(32).hex(), os.urandom(8).hex()
    entry = {"id": key_id, "name": "office", "secret_sha256": hashlib.sha256(key.encode()).hexdigest(), "churches": ["grace"], "actions": ["signals:read"]}
    files = {
        "revocations": revocations(revoked_token("lost")),
        "api-keys": json.dumps({"version": 1, "keys": [entry | {"created_at": "2026-01-31T09:30:00Z"}]}),
    }
    clients = strangers() | {
        "a token": ("anna", good(), True), "a token of JWT_ADDITIONAL_SECRETS": ("anna", good(OLD), True),
        "another of them": ("anna", good(OLDER), True), "a stranger's token": ("anna", good(STRANGE), False),
        "a token of JWT_ISSUER's second": ("anna", good(iss="diocese"), True), "a token of another issuer": ("anna", good(iss="other"), False),
        "a token for another audience": ("anna", good(aud="other"), False), "a token within JWT_LEEWAY_SECONDS": ("anna", good(nbf=time.time() + 20), True),
        "a token beyond it": ("anna", good(nbf=time.time() + 120), False), "a revoked token": ("anna", good(jti="lost"), False),
        "an API key": ("office", f"ffk_{key_id}_{key}", True),
    }
    with Broker(service, FULL, files) as broker:
        if not broker.listens():
            yield broker.said()
            return
        yield from wrong_admission(broker, clients)
        if not broker.is_healthy():
            yield "the health check fails"
        elif os.stat(broker.inside("/run/faithflow/mosquitto_sub")).st_mode & 0o77:
            yield "others may read the health check's password"


def check_public_keys(service):
    """With public keys and no secret, in a PEM file or a key set; and without any key."""
    issuer, published = Issuer("ES256"), Issuer("EdDSA", "2026-01")
    files = {"tokens.pem": issuer.public, "jwks.json": json.dumps({"keys": [published.jwk]})}
    clients = strangers() | {
        "a token of JWT_PUBLIC_KEY_FILES": ("anna", issuer.token(), True), "a token of jwks.json": ("anna", published.token(), True),
        "a stranger's token": ("anna", Issuer("ES256").token(), False), "a token of a secret": ("anna", token("anna", secret=SECRET), False),
    }
    with Broker(service, {"JWT_PUBLIC_KEY_FILES": "/etc/faithflow/tokens.pem"}, files) as broker:
        yield from wrong_admission(broker, clients) if broker.listens() else [broker.said()]
    with Broker(service, {"JWT_ADDITIONAL_SECRETS": SECRET}, {}) as broker:
        if broker.listens() or "no key for tokens" not in broker.said():
            yield "without a key it does not say so"


def check(service):
    """What is wrong with the broker of compose."""
    yield from (f"mosquitto: {problem}" for problem in check_full(service))
    yield from (f"mosquitto with public keys: {problem}" for problem in check_public_keys(service))
