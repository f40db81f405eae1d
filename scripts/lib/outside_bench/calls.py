"""Calls at a steady pace, and how long it takes from each request until the callee hears that he is called."""

import asyncio
import json
import time

from chaos import settings, story
from chaos.rest import BROKEN, Instance, NotConnected

PATIENCE = 5.0
"""How long an invite may take, seconds; then the call has failed."""


class Calls:
    """Between the members of one church, over one instance."""

    def __init__(self, church, port, tokens):
        self.church = church
        self.instance = Instance(port)
        self.tokens = tokens
        self.pair = 0
        self.awaited = {}
        self.waits = []
        self.failures = []

    def heard(self, topic):
        """Somebody's inbox has an invite."""
        _, church, _, member, _ = topic.split("/")
        if church == story.church_name(self.church) and member in self.awaited:
            self.awaited.pop(member).set_result(time.perf_counter())

    async def run(self, rate, seconds):
        """So many calls a second for so long; of each when it was made and how long it took to ring, in seconds; and what failed."""
        self.waits, self.failures, under_way = [], [], []
        began = time.perf_counter()
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            under_way.append(asyncio.create_task(self.attempt(number / rate)))  # all are awaited below
        await asyncio.gather(*under_way)
        return self.waits, self.failures

    async def attempt(self, moment):
        caller, callee = (story.member_name(self.church, 2 * self.pair + side) for side in (0, 1))
        self.pair = (self.pair + 1) % (settings.MEMBERS_PER_CHURCH // 2)
        try:
            self.waits.append((moment, await self.call(caller, callee)))
        except (NotConnected, *BROKEN) as error:
            self.awaited.pop(callee, None)
            self.failures.append(f"{caller} → {callee}: {error!r}")

    async def call(self, caller, callee):
        """A call that is answered, and then over."""
        invited = self.awaited[callee] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        call = (await self.ask(caller, "", {"callee_ids": [callee], "call_type": "voice"}))["call_id"]
        async with asyncio.timeout(PATIENCE):
            wait = await invited - began
        await self.ask(callee, f"/{call}/accept")
        await self.ask(caller, f"/{call}/connected")
        await self.ask(callee, f"/{call}/connected")
        await self.ask(caller, f"/{call}/end")
        return wait

    async def ask(self, member, path, body=None):
        content = json.dumps(body).encode() if body is not None else b""
        head = [
            f"POST /api/calls{path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {self.tokens[member]}", "Content-Type: application/json",
            f"Content-Length: {len(content)}", "", "",
        ]
        async with asyncio.timeout(PATIENCE):
            status, answer = await self.instance.send("\r\n".join(head).encode() + content)
        if status != 200:
            raise ValueError(f"{status} {answer[:200].decode(errors='replace')}")
        return json.loads(answer)
