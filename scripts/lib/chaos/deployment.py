"""A broker, a database and two instances of the service, each of which reaches broker and database through a proxy of its own."""

import asyncio
import os
import pathlib
import secrets
import time

import mongo_command

from . import settings, story
from .outsider import signed_token
from .programs import Program, SetupFailure, free_port, listens, poll
from .proxy import Proxy


class Deployment:
    def __init__(self, binary, fault_flags, instances, folder):
        self.folder = pathlib.Path(folder)
        self.secret = secrets.token_hex(settings.SECRET_BYTES)
        self.broker_port, self.database_port = free_port(), free_port()
        self.http_ports = [free_port() for _ in range(instances)]
        self.proxies = {}
        for index in range(instances):
            self.proxies[f"service-{index}/broker"] = Proxy(self.broker_port)
            self.proxies[f"service-{index}/database"] = Proxy(self.database_port)
        self.broker = Program("broker", ["mosquitto", "-c", str(self.write_broker_configuration())], self.folder)
        self.database = Program("database", self.database_command(), self.folder)
        self.services = []
        self.binary = str(pathlib.Path(binary).resolve())
        self.fault_flags = fault_flags

    @property
    def programs(self):
        return {program.name: program for program in [self.broker, self.database, *self.services]}

    def write_broker_configuration(self):
        path = self.folder / "mosquitto.conf"
        path.write_text(
            f"listener {self.broker_port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_inflight_messages 1000\n"
            "max_queued_messages 1000000\nmax_queued_bytes 0\nset_tcp_nodelay true\nlog_dest stderr\nlog_type warning\nlog_type error\n"
            + (f"user {os.environ.get('USER', 'root')}\n" if os.geteuid() == 0 else ""), encoding="ascii")
        return path

    def database_command(self):
        data = self.folder / "data"
        data.mkdir()
        return [
            os.environ["MONGOD"], "--quiet", "--dbpath", str(data), "--port", str(self.database_port), "--bind_ip", "127.0.0.1", "--nounixsocket",
            "--replSet", "rs0", "--oplogSize", "128", "--wiredTigerCacheSizeGB", "0.25", "--setParameter", "diagnosticDataCollectionEnabled=false",
        ]

    async def start_servers(self):
        self.broker.start()
        self.database.start()
        for proxy in self.proxies.values():
            await proxy.open()
        for program, port in ((self.broker, self.broker_port), (self.database, self.database_port)):
            if not await poll(20, lambda: listens(port) or not program.is_running) or not program.is_running:
                raise SetupFailure(f"{program.name} did not start; see {program.log}")
        address = f"127.0.0.1:{self.database_port}"
        await asyncio.to_thread(lambda: mongo_command.replicate(mongo_command.Server(address), "rs0"))
        await asyncio.to_thread(self.put_members)

    def put_members(self):
        """Everybody the stories need, and their push tokens, as the main backend keeps them."""
        self.put("members", ("church_id", "id"), [
            {"_id": member, "id": member, "church_id": church, "full_name": f"Member {member}"} for church, member in story.members()])
        self.put("device_tokens", ("church_id", "member_id"), [
            {"_id": token, "fcm_token": token, "church_id": church, "member_id": member, "platform": "ios", "is_active": True}
            for token, (church, member) in story.push_tokens().items()])

    def put(self, collection, keys, documents):
        server = self.connect()
        for start in range(0, len(documents), 1_000):
            server.run(settings.DATABASE, {"insert": collection, "documents": documents[start : start + 1_000]})
        index = {"key": dict.fromkeys(keys, 1), "name": "member"}
        server.run(settings.DATABASE, {"createIndexes": collection, "indexes": [index]})

    def connect(self):
        """Straight to the database, past the proxies."""
        return mongo_command.Server(f"127.0.0.1:{self.database_port}")

    def start_services(self, shared):
        """Starts the instances; `shared` is what their environments have beside what concerns calls alone."""
        for index in range(len(self.http_ports)):
            environment = {
                **settings.service_environment(self.secret), **shared, "INSTANCE_ID": f"chaos-{index}", "HTTP_PORT": str(self.http_ports[index]),
                "MQTT_BROKER_PORT": str(self.proxies[f"service-{index}/broker"].port), "FAITHFLOW_FAULTS": self.fault_flags,
                "MONGO_URL": f"mongodb://127.0.0.1:{self.proxies[f'service-{index}/database'].port}/?directConnection=true",
            }
            self.services.append(Program(f"service-{index}", [self.binary, "serve"], self.folder, environment))
            self.services[-1].start()

    def tokens(self):
        """A token for every member, good for longer than the run."""
        expiry = int(time.time()) + 48 * 3_600
        return {member: self.token(church, member, expiry) for church, member in story.members()}

    def token(self, church, member, expiry):
        return self.signed({"sub": member, "role": "member", "type": "member", "session_church_id": church, "exp": expiry})

    def administrator(self, church):
        """A token of who may say where the church is told of its calls."""
        return self.signed({"sub": f"admin-{church}", "role": "admin", "church_id": church, "exp": int(time.time()) + 3_600})

    def signed(self, claims):
        return signed_token(self.secret, claims)

    def end(self):
        """Kills whatever runs; for every way out."""
        for proxy in self.proxies.values():
            proxy.close()
        for program in reversed(self.programs.values()):
            program.end_now()
