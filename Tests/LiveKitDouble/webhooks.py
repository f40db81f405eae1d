"""Events to the server's owner, signed by LiveKit's own SDK. They are sent as they happen, or held until they are asked for."""

import asyncio
import base64
import datetime
import hashlib
import time
import uuid

import aiohttp
from google.protobuf import json_format
from livekit.api import AccessToken
from livekit.protocol import webhook

TRIES, PAUSE = 5, 0.2


class Webhooks:
    def __init__(self, key, secret):
        self.key, self.secret = key, secret
        self.url, self.is_holding = None, False
        self.events, self.sent = [], []
        self.queue = asyncio.Queue()
        self.session = None

    async def run(self, application):
        self.session = aiohttp.ClientSession()
        worker = asyncio.create_task(self.work())
        yield
        worker.cancel()
        await self.session.close()

    def tell(self, event, **about):
        message = webhook.WebhookEvent(event=event, id=f"EV_{uuid.uuid4().hex}", created_at=int(time.time()), **about)
        body = json_format.MessageToJson(message, indent=None)
        self.events.append({"id": message.id, "event": event, "body": body})
        if self.url and not self.is_holding:
            self.queue.put_nowait(body)

    def token(self, body, age=0.0, secret=None, key=None):
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        token = AccessToken(key or self.key, secret or self.secret).with_sha256(digest)
        return token.with_ttl(datetime.timedelta(minutes=5) - datetime.timedelta(seconds=age)).to_jwt()

    async def work(self):
        """One at a time, as LiveKit does for one room; a receiver that fails is asked again a few times."""
        while True:
            body = await self.queue.get()
            for _ in range(TRIES):
                if await self.send(body) < 500:
                    break
                await asyncio.sleep(PAUSE)

    async def send(self, body):
        headers = {"Content-Type": "application/webhook+json", "Authorization": self.token(body)}
        try:
            async with self.session.post(self.url, data=body.encode(), headers=headers, timeout=aiohttp.ClientTimeout(total=10)) as answer:
                await answer.read()
                status = answer.status
        except (aiohttp.ClientError, asyncio.TimeoutError):
            status = 599
        self.sent.append(status)
        return status
