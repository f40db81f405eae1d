"""The files of docker/ are sound: compose refers to files that exist, and passes the service each setting that it knows; no secret stands on a command line; coTURN and mosquitto start as they should."""

import os
import re
import subprocess
import sys
import tempfile

import deployed_broker
import yaml
from deployed_broker import mounts

FOLDER = "docker"
COMPOSE = f"{FOLDER}/compose.yaml"
EXAMPLE = f"{FOLDER}/env.example"
SETTINGS = "docs/configuration.md"
# Settings that compose does not pass: an older name, and what would differ between instances or lead to another broker.
LEFT_OUT = {"JWT_SECRET", "INSTANCE_ID", "MQTT_CLIENT_ID", "MQTT_TLS", "MQTT_CA_FILE", "MQTT_CLIENT_CERT", "MQTT_CLIENT_KEY"}
BUILT = ".build/debug"
PLUGIN = "libfaithflow-mosquitto-plugin.so"


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


def check_command_lines(compose):
    """No secret stands in what compose has run: `ps` shows it to everybody on the machine."""
    for name, service in compose["services"].items():
        commands = [service.get("command", ""), service.get("entrypoint", ""), service.get("healthcheck", {}).get("test", "")]
        for secret in re.findall(r"\$\{?(\w*(?:SECRET|PASSWORD|KEY|TOKEN)\w*)", str(commands)):
            yield f"{COMPOSE}: {name} is run or checked with {secret} on a command line"


def check_coturn(compose):
    """Runs coTURN's start as compose does, with a `turnserver` that shows what it got in place of the real one."""
    secret = os.urandom(32).hex()
    service = compose["services"]["coturn"]
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "turnserver")
        with open(program, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\necho \"$# $1 ${TURN_SECRET:-}\"\nstat -c %a \"$2\"\ncat \"$2\"\n")
        os.chmod(program, 0o700)
        sources = {target: os.path.abspath(source) for source, target in mounts(service)}
        with open(sources[service["entrypoint"][-1]], encoding="utf-8") as file:
            script = file.read()
        for target, source in sources.items():
            script = script.replace(target, source)
        environment = {"PATH": f"{folder}:{os.environ['PATH']}", "TMPDIR": folder, "TURN_SECRET": secret, "MEDIA_ADDRESS": "192.0.2.1"}
        passed = {name: value for name, value in environment.items() if name in ("PATH", "TMPDIR") or name in service["environment"]}
        said = subprocess.run(["/bin/sh"], input=script, env=passed, capture_output=True, text=True, check=False).stdout.splitlines()
    if said[:2] != ["2 -c ", "600"]:
        yield f"{COMPOSE}: coTURN is not started with a configuration of its own alone, for nobody else to read"
    for line in (f"static-auth-secret={secret}", "external-ip=192.0.2.1", "use-auth-secret"):
        if line not in said:
            yield f"{COMPOSE}: coTURN has no {line.partition('=')[0]}"


def build_plugin():
    """Whether the plugin is there, built if need be."""
    command = ["swift", "build", "--product", "faithflow-mosquitto-plugin"]
    return os.path.exists(os.path.join(BUILT, PLUGIN)) or subprocess.run(command, capture_output=True, check=False).returncode == 0


def main():
    with open(COMPOSE, encoding="utf-8") as file:
        compose = yaml.safe_load(file)
    findings = [*check_compose(compose), *check_settings(compose), *check_example(), *check_command_lines(compose), *check_coturn(compose)]
    findings += [*(deployed_broker.check(compose["services"]["mosquitto"]) if build_plugin() else [f"{PLUGIN} cannot be built"])]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
