"""The files of docker/ are sound: compose refers to files that exist, and passes the service each setting that it knows; mosquitto, with its configuration and the plugin that is built, lets accounts in and nobody else."""

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import yaml

sys.path.append("Tests/BrokerTests")
from tokens import token  # noqa: E402

FOLDER = "docker"
COMPOSE = f"{FOLDER}/compose.yaml"
EXAMPLE = f"{FOLDER}/env.example"
SETTINGS = "docs/configuration.md"
# Settings that compose does not pass: an older name, and what would differ between instances or lead to another broker.
LEFT_OUT = {"JWT_SECRET", "INSTANCE_ID", "MQTT_CLIENT_ID", "MQTT_TLS", "MQTT_CA_FILE", "MQTT_CLIENT_CERT", "MQTT_CLIENT_KEY"}
BROKER_CONFIGURATION = f"{FOLDER}/mosquitto/mosquitto.conf"
BROKER_FOLDER = "/mosquitto/"  # in the image
PLUGIN_FOLDER = "/usr/lib/faithflow"  # in the image
BUILT = ".build/debug"
PLUGIN = "libfaithflow-mosquitto-plugin.so"
SECRET = "0123456789abcdef0123456789abcdef"
ACCOUNT, PASSWORD = "faithflow-system", "anything"


def mounts(service):
    """Host and container path of each file or folder that compose mounts into a service."""
    for volume in service.get("volumes", []):
        source, target = volume.split(":")[:2] if isinstance(volume, str) else (volume.get("source", ""), volume["target"])
        if source.startswith("."):
            yield os.path.normpath(os.path.join(FOLDER, source)), target


def check_compose(compose):
    for name, service in compose["services"].items():
        for source, _ in mounts(service):
            if not os.path.exists(source):
                yield f"{COMPOSE}: {name} mounts {source}, which does not exist"
        build = service.get("build")
        if isinstance(build, dict):
            dockerfile = os.path.normpath(os.path.join(FOLDER, build.get("context", "."), build.get("dockerfile", "Dockerfile")))
            if not os.path.isfile(dockerfile):
                yield f"{COMPOSE}: {name} is built from {dockerfile}, which does not exist"
        for other in service.get("depends_on", {}):
            if other not in compose["services"]:
                yield f"{COMPOSE}: {name} depends on {other}, which is no service"


def check_settings(compose):
    """The service's environment in compose against the settings that it documents, and these against the example of docker/.env."""
    with open(SETTINGS, encoding="utf-8") as file:
        rows = re.findall(r"^\| `([A-Z0-9_]+)` \| [^|]+ \| (?:[^|\\]|\\.)+ \| ([^|]+) \|", file.read(), re.MULTILINE)
    defaults = {name: default.strip().strip("`") for name, default in rows}
    passed = compose["services"]["calls"]["environment"]
    for name in sorted(passed.keys() - defaults.keys()):
        yield f"{COMPOSE}: {name} is no setting of the service"
    for name in sorted(defaults.keys() - passed.keys() - LEFT_OUT):
        yield f"{COMPOSE}: {name} is not passed to the service"
    for name, value in passed.items():
        own = re.fullmatch(r"\$\{%s:-(.*)\}" % name, str(value))
        if own and own[1] and defaults.get(name) not in (own[1], "–"):
            yield f"{COMPOSE}: {name} has the default {own[1]}, not the service's own"


def check_example():
    """Each variable of compose is in the example of docker/.env, and no other."""
    with open(COMPOSE, encoding="utf-8") as file:
        text = re.sub(r"^ *#.*$", "", file.read(), flags=re.MULTILINE).replace("$$", "")
    with open(EXAMPLE, encoding="utf-8") as file:
        named = set(re.findall(r"^([A-Z0-9_]+)=", file.read(), re.MULTILINE))
    used = set(re.findall(r"\$\{([A-Z0-9_]+)(?::[-?][^{}$]*)?\}", text))
    if text.count("$") != len(re.findall(r"\$\{[A-Z0-9_]+(?::[-?][^{}$]*)?\}", text)):
        yield f"{COMPOSE}: a $ that begins no variable"
    yield from (f"{EXAMPLE}: {name} is missing" for name in sorted(used - named))
    yield from (f"{EXAMPLE}: {name} is not used by compose" for name in sorted(named - used))


def check_broker(compose):
    """Starts mosquitto with the configuration as compose mounts it, in a folder of its own and on free ports."""
    with tempfile.TemporaryDirectory() as folder:
        for source, target in mounts(compose["services"]["mosquitto"]):
            copy = os.path.join(folder, target.removeprefix(BROKER_FOLDER))
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            shutil.copy(source, copy)
        os.makedirs(os.path.join(folder, "data"), exist_ok=True)
        configuration, ports = moved(folder)
        for path in re.findall(r"^password_file (.+)$", configuration, re.MULTILINE):
            subprocess.run(["mosquitto_passwd", "-c", "-b", path, ACCOUNT, PASSWORD], check=True)
        for path in re.findall(r"^plugin_opt_secret_file (.+)$", configuration, re.MULTILINE):
            with open(path, "w", encoding="utf-8") as file:
                file.write(SECRET + "\n")
        path = os.path.join(folder, "moved.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(configuration)
        problem = start(path, ports)
    if problem:
        yield f"{BROKER_CONFIGURATION}: mosquitto with it: {problem}"


def moved(folder):
    """The configuration with its paths below `folder` and its listeners on free ports of 127.0.0.1, and these ports."""
    with open(BROKER_CONFIGURATION, encoding="utf-8") as file:
        text = file.read().replace(BROKER_FOLDER, folder + "/").replace(PLUGIN_FOLDER, os.path.abspath(BUILT))
    ports = []

    def listener(_):
        ports.append(free_port())
        return f"listener {ports[-1]} 127.0.0.1"

    return f"user {getpass.getuser()}\n" + re.sub(r"^listener .*$", listener, text, flags=re.MULTILINE), ports


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(path, ports):
    """What mosquitto says where it does not come to listen on all ports within 5 seconds, or lets the wrong ones in, else nothing."""
    with tempfile.TemporaryFile("w+") as output:
        broker = subprocess.Popen(["mosquitto", "-c", path], stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            limit = time.monotonic() + 5
            while broker.poll() is None and time.monotonic() < limit:
                if all(listens(port) for port in ports):
                    return wrong_admission(ports[0])
                time.sleep(0.05)
        finally:
            broker.kill()
            broker.wait()
        output.seek(0)
        return output.read().strip() or "it listens on none of its ports"


def wrong_admission(port):
    """What is wrong with whom the broker on `port` lets in."""
    clients = {
        (): False, ("-u", "anna", "-P", "no token"): False, ("-u", "ben", "-P", token("anna", secret=SECRET)): False,
        ("-u", ACCOUNT, "-P", "wrong"): False, ("-u", "anna", "-P", token("anna", secret=SECRET)): True, ("-u", ACCOUNT, "-P", PASSWORD): True,
    }
    for credentials, is_welcome in clients.items():
        command = ["mosquitto_pub", "-p", str(port), "-q", "1", "-t", "nobody/hears", "-n", *credentials]
        if (subprocess.run(command, capture_output=True, check=False, timeout=10).returncode == 0) != is_welcome:
            return f"{credentials[1] if credentials else 'an anonymous client'} is {'not ' if is_welcome else ''}let in"
    return ""


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def build_plugin():
    """Whether the plugin is there, built if need be."""
    command = ["swift", "build", "--product", "faithflow-mosquitto-plugin"]
    return os.path.exists(os.path.join(BUILT, PLUGIN)) or subprocess.run(command, capture_output=True, check=False).returncode == 0


def main():
    with open(COMPOSE, encoding="utf-8") as file:
        compose = yaml.safe_load(file)
    findings = [*check_compose(compose), *check_settings(compose), *check_example()]
    findings += [*(check_broker(compose) if build_plugin() else [f"{PLUGIN} cannot be built"])]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
