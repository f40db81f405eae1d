"""A run from start to verdict."""

import asyncio
import collections
import signal
import sys
import time

from . import checks, evidence, plan, report, settings, story
from .deployment import Deployment
from .history import History
from .injector import Injector
from .load import Load
from .mqtt import Publisher
from .outside import Outside
from .programs import SetupFailure, poll
from .recorder import Recorder
from .rest import Client
from .sample import call_some


def say(text):
    print(text, file=sys.stderr, flush=True)


class Run:
    def __init__(self, options, folder):
        self.options = options
        self.history = History()
        self.deployment = Deployment(options.binary, options.fault_flags, options.instances, folder)
        self.phones = Publisher(self.deployment.broker_port, "phones")
        self.recorder = Recorder(self.deployment.broker_port, self.deployment.folder, self.phones)
        self.outside = Outside(self.history, options.seed)
        self.history.tokens = story.push_tokens()
        self.client = None
        self.load = None
        self.memory = collections.Counter()

    async def carry_out(self):
        """Everything up to the last line of the recording."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, asyncio.current_task().cancel)
        try:
            await self.set_up()
            watch = asyncio.create_task(self.watch())  # cancelled below
            await self.disturb()
            await self.settle()
            await call_some(self.client, self.history, self.options.seed)
            await self.settle()
            await self.listen_on()
            await self.outside.come_to_rest()
            watch.cancel()
            evidence.read_calls(self.deployment.connect(), self.history)
        finally:
            if self.client:
                self.client.close()
            self.phones.close()
            self.outside.close()
            if self.recorder.program:
                self.recorder.program.end_now()
            self.deployment.end()

    async def set_up(self):
        await self.deployment.start_servers()
        await self.recorder.start()
        await self.outside.open()
        self.deployment.start_services(self.outside.environment(self.deployment.folder))
        self.client = Client(self.deployment.http_ports, self.deployment.tokens(), self.history.requests)
        for index, service in enumerate(self.deployment.services):
            if not await poll(30, lambda: not service.is_running or self.client.is_ready(index), 0.1) or not service.is_running:
                raise SetupFailure(f"{service.name} did not become ready; see {service.log}")
        for church in map(story.church_name, settings.TOLD_CHURCHES):
            await asyncio.to_thread(self.outside.subscribe, self.deployment.http_ports[0], church, self.deployment.administrator(church))
        self.outside.media_webhooks.begin(self.deployment.http_ports)
        self.load = Load(self.options.seed, self.options.rate, self.client, self.phones, self.outside.media_server, self.history)

    async def disturb(self):
        """The load, with the faults beside it."""
        faults = plan.plan(self.options.seed, self.options.length, self.options.faults_per_minute, self.options.instances)
        injector = Injector(self.deployment, self.outside.parties, self.recorder, self.client, self.history, say if self.options.verbose else lambda _: None)
        if self.options.verbose:
            say("\n".join(["The faults, as planned:", *map(str, faults)]))
        async with asyncio.TaskGroup() as group:
            group.create_task(self.load.run(self.options.length))
            group.create_task(injector.run(faults))
        if self.load.failures:
            raise SetupFailure(f"a story broke off, which is the harness's own fault: {self.load.failures[0]!r}")

    async def settle(self):
        """Waits until every call is over and all is told; once in vain is enough."""
        if any("come to rest" in incident for incident in self.history.incidents):
            return
        server = self.deployment.connect()
        limit = time.monotonic() + settings.SETTLE
        while (left := evidence.count_unfinished(server)) and time.monotonic() < limit:
            await asyncio.sleep(0.25)
        if left:
            self.history.incidents.append(f"{left} calls and errands had not come to rest after {settings.SETTLE:.0f} s")

    async def listen_on(self):
        """Waits until nothing has been said for as long as the last repeats leave between them, and all of it is written down."""
        size, since = self.recorder.size, time.monotonic()
        limit = since + 30
        pause = max(b - a for a, b in zip((0.0, *settings.CANCEL_REPEATS), settings.CANCEL_REPEATS)) + 1
        while time.monotonic() < min(limit, since + pause):
            await asyncio.sleep(0.25)
            if self.recorder.size != size:
                size, since = self.recorder.size, time.monotonic()
        if not await self.recorder.probe(10):
            raise SetupFailure("the recorder receives nothing any more")

    async def watch(self):
        """Notices what ends by itself, and how much memory the services take."""
        told = time.monotonic()
        while True:
            await asyncio.sleep(0.25)
            for program in [*self.deployment.programs.values(), self.recorder.program]:
                program.measure()
                if program.is_meant_to_run and not program.is_running:
                    program.is_meant_to_run = False
                    self.history.incidents.append(f"{program.name} ended by itself, status {program.process.returncode}; see {program.log}")
                    if program in self.deployment.services:
                        program.start()
            if time.monotonic() - told >= 15:
                told = time.monotonic()
                say(f"… {self.load.begun} calls begun, {len(self.load.under_way)} under way, {len(self.history.faults)} faults")

    def judge(self, seconds):
        """The summary and the violations."""
        evidence.read_recording(self.recorder.lines(), self.history)
        warnings = collections.Counter()
        for service in self.deployment.services:
            evidence.read_log(service, self.history, warnings)
        verdicts = checks.judge(self.history)
        memory = {service.name: service.peak_memory for service in self.deployment.services}
        facts = {
            "seconds": seconds, "stories": self.load.begun, "memory": memory, "warnings": warnings,
            "media_events": self.outside.media_webhooks.told}
        return report.summary(self.options, self.history, verdicts, facts), [each for verdict in verdicts for each in verdict.violations]
