"""A broker, a database, those outside, and two instances of the service, of which one tells those outside and the other nobody."""

import asyncio
import json
import os

from chaos import evidence, settings, story
from chaos.deployment import Deployment
from chaos.mqtt import Listener
from chaos.outside import subscribe
from chaos.programs import Program, SetupFailure, free_port, poll
from chaos.rest import Client

from .calls import Calls

WITHOUT, WITH = 0, 1
"""The churches of either instance; of the second's calls everybody outside is told."""
REST = 60.0
"""How long those outside may take to be told of all that they have missed, seconds."""
PATIENCE = 20.0


class Stage:
    def __init__(self, binary, folder):
        self.folder = folder
        self.deployment = Deployment(binary, "", 0, folder)
        self.ports = [free_port(), free_port()]
        self.parties = None
        self.listener = None
        tokens = self.deployment.tokens()
        self.calls = [Calls(church, port, tokens) for church, port in zip((WITHOUT, WITH), self.ports)]

    async def set_up(self):
        await self.deployment.start_servers()
        told = await self.start_parties()
        media = {name: told["environment"][name] for name in ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")}  # for the phones' tokens
        everything = told["environment"] | {"PUSH_POLICY": "always"}
        del everything["LIVEKIT_SWEEP_SECONDS"]
        for church, environment in ((WITHOUT, media), (WITH, everything)):
            self.start_service(church, environment)
        await self.await_services()
        await self.subscribe(told["address"])
        self.listener = Listener("bench", "faithflow/+/member/+/incoming_call", lambda topic, _: [calls.heard(topic) for calls in self.calls])
        await asyncio.get_running_loop().create_connection(lambda: self.listener, "127.0.0.1", self.deployment.broker_port)
        async with asyncio.timeout(PATIENCE):
            await self.listener.is_subscribed.wait()

    async def start_parties(self):
        """At the lowest priority: in earnest they are other people's machines."""
        with open(self.folder / "parties.log", "wb") as log:
            self.parties = await asyncio.create_subprocess_exec(
                "setpriv", "--pdeathsig", "KILL", "nice", "-n", "19", "python3", "-m", "outside_bench.parties", str(self.folder),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log, env=os.environ)
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self.parties.stdout.readline())

    def start_service(self, index, environment):
        everything = settings.service_environment(self.deployment.secret) | environment | {
            "INSTANCE_ID": f"bench-{index}", "HTTP_PORT": str(self.ports[index]), "HTTP_IDLE_TIMEOUT_SECONDS": "3600", "MQTT_BROKER_PORT": str(self.deployment.broker_port),
            "MONGO_URL": f"mongodb://127.0.0.1:{self.deployment.database_port}/?directConnection=true",
        }
        self.deployment.services.append(Program(f"service-{index}", [self.deployment.binary, "serve"], self.folder, everything))
        self.deployment.services[-1].start()

    async def await_services(self):
        client = Client(self.ports, {}, [])
        for index, service in enumerate(self.deployment.services):
            if not await poll(30, lambda: not service.is_running or client.is_ready(index), 0.1) or not service.is_running:
                raise SetupFailure(f"{service.name} did not become ready; see {service.log}")

    async def subscribe(self, address):
        """Has the back end told of the calls of the church that has those outside."""
        church = story.church_name(WITH)
        await asyncio.to_thread(subscribe, self.ports[WITH], self.deployment.administrator(church), f"{address}/{church}")

    async def be(self, state):
        """All those outside are so from now on."""
        self.parties.stdin.write(f"{state}\n".encode())
        await self.parties.stdin.drain()

    async def come_to_rest(self):
        """Waits until those outside have been told of everything."""
        server = self.deployment.connect()
        if not await poll(REST, lambda: not evidence.count_unfinished(server), 0.25):
            raise SetupFailure(f"after {REST:g} s those outside have not been told of everything yet")

    def end(self):
        if self.parties and self.parties.returncode is None:
            self.parties.kill()
        self.deployment.end()
