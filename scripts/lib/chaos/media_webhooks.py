"""What the media server tells of those who come and go: now and then twice, late and so out of order, or never."""

import asyncio
import base64
import contextlib
import hashlib
import json
import random
import time

from . import settings
from .media_server import KEY
from .outsider import signed_token
from .rest import BROKEN, Instance, NotConnected

NEVER, LATE, TWICE = 0.03, 0.07, 0.05
"""Shares of the events."""
LATENESS = (0.2, 2.0)
TRIES, PAUSE = 5, 0.3


class MediaWebhooks:
    def __init__(self, secret, seed):
        self.secret = secret
        self.dice = random.Random(f"media {seed}")
        self.instances = []
        self.told = 0
        """Events that an instance has taken."""
        self.under_way = set()

    def begin(self, ports):
        """From now on events go to the instances at these ports."""
        self.instances = [Instance(port) for port in ports]

    def tell(self, event, **about):
        chance = self.dice.random()
        if not self.instances or chance < NEVER:
            return
        name = f"EV_{self.dice.getrandbits(64):016x}"
        body = json.dumps({"event": event, "id": name, "created_at": str(int(time.time())), **about}).encode()
        delay = self.dice.uniform(*LATENESS) if chance < NEVER + LATE else 0.0
        for again in [0.0, self.dice.uniform(*LATENESS)] if chance > 1 - TWICE else [0.0]:
            task = asyncio.create_task(self.deliver(body, delay + again))  # owned by under_way; close() cancels what is left
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    async def deliver(self, body, delay):
        """To one instance or another, until it is taken; a few times at most, as LiveKit does."""
        await asyncio.sleep(delay)
        for attempt in range(TRIES):
            with contextlib.suppress(NotConnected, *BROKEN):
                async with asyncio.timeout(settings.ATTEMPT):
                    status, _ = await self.dice.choice(self.instances).send(self.request(body))
                if status < 500:
                    self.told += status == 200
                    return
            await asyncio.sleep(PAUSE * (attempt + 1))

    def request(self, body):
        now = int(time.time())
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        token = signed_token(self.secret, {"iss": KEY, "nbf": now, "exp": now + 300, "sha256": digest})
        head = [
            "POST /api/livekit/webhook HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/webhook+json", f"Authorization: {token}",
            f"Content-Length: {len(body)}", "", "",
        ]
        return "\r\n".join(head).encode() + body

    def close(self):
        for task in self.under_way:
            task.cancel()
        for instance in self.instances:
            instance.close()
