"""A mosquitto with the plugin, on free ports of 127.0.0.1, with a folder of its own."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from tokens import SECRET

MOSQUITTO = shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PLUGIN = os.environ.get("FAITHFLOW_PLUGIN") or os.path.join(ROOT, ".build/debug/libfaithflow-mosquitto-plugin.so")
ACCOUNTS = {"faithflow-system": "password-of-the-service", "observer": "password-of-the-observer", "bridge": "password-of-the-bridge"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Broker:
    """Started at once; `stop()` ends it. `access` is added to the access file, `passwords` to the password file.

    `files` are the plugin's options that name files, by the text that stands in them; `secrets=False` leaves the file of secrets out.
    """

    def __init__(self, access="", passwords=None, plugin=True, anonymous=False, files=None, secrets=True):
        self.folder = tempfile.mkdtemp(prefix="faithflow-broker-")
        self.port, self.websocket_port = free_port(), free_port()
        self.log_path = self.path("log")
        self.write("passwords", "".join(f"{name}:{word}\n" for name, word in (ACCOUNTS | (passwords or {})).items()))
        subprocess.run(["mosquitto_passwd", "-U", self.path("passwords")], check=True)
        with open(os.path.join(ROOT, "topics/acl/mosquitto.acl"), encoding="utf-8") as file:
            self.write("access", access + file.read())
        self.files = ({"secret_file": SECRET + "\n"} if secrets else {}) | (files or {})
        for option, text in self.files.items():
            self.write(self.file_name(option), text)
        self.write("mosquitto.conf", self.configuration(plugin, anonymous))
        self.start()

    def start(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([MOSQUITTO, "-c", self.path("mosquitto.conf")], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.await_listening()

    def restart(self):
        """Kills it, so that it sends no last will, and starts it anew, with nothing retained."""
        self.process.kill()
        self.process.wait()
        self.start()

    def configuration(self, plugin, anonymous):
        files = f"password_file {self.path('passwords')}\nacl_file {self.path('access')}\n"
        options = "".join(f"plugin_opt_{option} {self.path(self.file_name(option))}\n" for option in self.files)
        lines = f"plugin {PLUGIN}\n{options}plugin_opt_accounts {','.join(ACCOUNTS)}\n"
        return (
            f"user {getpass.getuser()}\nallow_anonymous {str(anonymous).lower()}\nlog_dest stderr\nmax_inflight_messages 128\n"
            f"{'' if anonymous else files}{lines if plugin else ''}"
            f"listener {self.port} 127.0.0.1\nlistener {self.websocket_port} 127.0.0.1\nprotocol websockets\n")

    @staticmethod
    def file_name(option):
        return {"secret_file": "secrets"}.get(option, option)

    def exchange(self, option, text):
        """Exchanges the file of an option as a whole, as a careful writer does."""
        self.write("new", text)
        os.replace(self.path("new"), self.path(self.file_name(option)))

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def await_listening(self):
        limit = time.monotonic() + 10
        while time.monotonic() < limit and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.websocket_port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError(f"mosquitto does not listen: {self.log}")

    def reload(self, what="secrets"):
        """Sends SIGHUP, and waits until the plugin has looked at its files again."""
        reloads = self.log.count(f"faithflow: The {what} ")
        self.process.send_signal(signal.SIGHUP)
        self.await_log(f"faithflow: The {what} ", reloads + 1)

    @property
    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def await_log(self, text, count=1):
        limit = time.monotonic() + 10
        while time.monotonic() < limit:
            if self.log.count(text) >= count:
                return
            time.sleep(0.05)
        raise AssertionError(f"{text!r} is not in the log: {self.log}")

    def memory(self):
        """What is resident of the broker, KiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))

    def gather_log(self):
        """For the scan for secrets, as TestSupport's SuiteOutput does it."""
        if "FAITHFLOW_OUTPUT" in os.environ:
            with open(os.path.join(os.environ["FAITHFLOW_OUTPUT"], os.path.basename(self.folder) + ".log"), "w", encoding="utf-8") as file:
                file.write(self.log)
        if "FAITHFLOW_SECRETS" in os.environ:
            with open(os.environ["FAITHFLOW_SECRETS"], "a", encoding="utf-8") as file:
                file.writelines(f"{name}\t{value}\n" for name, value in ({"secret of BrokerTests": SECRET} | ACCOUNTS).items())

    def processor_time(self):
        """Seconds that the broker has worked."""
        with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        """Ends it as an operator does, and returns its exit status."""
        self.process.terminate()
        try:
            return self.process.wait(10)
        finally:
            self.process.kill()
            self.process.wait()
            self.gather_log()
            shutil.rmtree(self.folder, ignore_errors=True)
