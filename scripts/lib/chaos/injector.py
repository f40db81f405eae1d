"""Carries out the planned faults, and mends what it broke."""

import asyncio
import contextlib
import signal
import time

import mongo_command

from .history import Fault
from .programs import listens, poll

COMING_BACK = 60.0
"""How long a program may take to be ready again, seconds."""


class Injector:
    def __init__(self, deployment, outside, recorder, client, history, say):
        self.deployment = deployment
        self.outside = outside
        self.recorder = recorder
        self.client = client
        self.history = history
        self.say = say
        self.locks = {}
        self.began = 0.0

    async def run(self, plan):
        """Carries out the plan, from now on; returns when all is mended."""
        start = time.monotonic()
        self.began = time.time()
        async with asyncio.TaskGroup() as group:
            for fault in plan:
                await asyncio.sleep(max(0, start + fault.at - time.monotonic()))
                group.create_task(self.carry_out(fault))

    async def carry_out(self, fault):
        """One fault after the other on the same target; different ones at once."""
        program = fault.target.split("/")[0] if fault.kind != "cut" else fault.target
        async with self.locks.setdefault(program, asyncio.Lock()):
            record = Fault(fault.kind, fault.target, time.time(), float("inf"))
            self.history.faults.append(record)
            self.say(f"{record.began - self.began:7.1f} s  {fault.kind} {fault.target}, {fault.length:.1f} s")
            await getattr(self, fault.kind)(fault)
            record.ended = time.time()
            self.say(f"{record.ended - self.began:7.1f} s  {fault.kind} {fault.target} is over")

    async def kill(self, fault):
        if fault.target == "broker":
            return await self.kill_broker(fault)
        program = self.deployment.programs[fault.target]
        await program.end(signal.SIGKILL)
        await asyncio.sleep(fault.length)
        await self.bring_back(fault.target)

    async def kill_broker(self, fault):
        """No service gets to the new broker before the recorder has."""
        proxies = [proxy for name, proxy in self.deployment.proxies.items() if name.endswith("/broker")]
        await self.deployment.broker.end(signal.SIGKILL)
        for proxy in proxies:
            proxy.refuse()
            proxy.cut()
        await self.recorder.retire()
        await asyncio.sleep(fault.length)
        self.deployment.broker.start()
        await poll(COMING_BACK, lambda: listens(self.deployment.broker_port))
        await self.recorder.start()
        for proxy in proxies:
            proxy.admit()

    async def stop(self, fault):
        program = self.deployment.programs[fault.target]
        if not await program.end(signal.SIGTERM):
            self.history.incidents.append(f"{fault.target} did not stop within 10 s of SIGTERM")
        elif program.process.returncode not in (0, -signal.SIGTERM):
            self.history.incidents.append(f"{fault.target} ended with status {program.process.returncode} after SIGTERM")
        await asyncio.sleep(fault.length)
        await self.bring_back(fault.target)

    async def pause(self, fault):
        program = self.deployment.programs[fault.target]
        program.send(signal.SIGSTOP)
        await asyncio.sleep(fault.length)
        program.send(signal.SIGCONT)

    async def cut(self, fault):
        proxy = self.deployment.proxies[fault.target]
        proxy.refuse()
        proxy.cut()
        await asyncio.sleep(fault.length)
        proxy.admit()

    async def stall(self, fault):
        proxy = self.deployment.proxies[fault.target]
        proxy.stall()
        await asyncio.sleep(fault.length)
        proxy.resume()

    async def fail(self, fault):
        self.outside[fault.target].is_failing = True
        await asyncio.sleep(fault.length)
        self.outside[fault.target].is_failing = False

    async def hang(self, fault):
        self.outside[fault.target].may_answer.clear()
        await asyncio.sleep(fault.length)
        self.outside[fault.target].may_answer.set()

    async def gone(self, fault):
        self.outside[fault.target].close()
        await asyncio.sleep(fault.length)
        await self.outside[fault.target].open()

    async def bring_back(self, target):
        """Starts it and waits until it serves."""
        self.deployment.programs[target].start()
        if target == "database":
            is_back = await poll(COMING_BACK, self.takes_writes, 0.1)
        else:
            is_back = await poll(COMING_BACK, lambda: self.client.is_ready(int(target[-1])), 0.1)
        if not is_back:
            self.history.incidents.append(f"{target} was not ready {COMING_BACK:.0f} s after its start")

    async def takes_writes(self):
        def ask():
            with contextlib.suppress(OSError, mongo_command.CommandError):  # not yet
                return self.deployment.connect().run("admin", {"hello": 1}).get("isWritablePrimary")

        return await asyncio.to_thread(ask)
