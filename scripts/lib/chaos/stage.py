"""What a story's people can do: ask the service, as their apps would, on either instance."""

import asyncio
import dataclasses
import json
import time

from . import settings
from .history import Request
from .story import church_name

SEEN = frozenset(map(church_name, settings.SEEN_CHURCHES))
GOING = ("end", "leave", "cancel")


class Stage:
    def __init__(self, story, client, phones, media, history):
        self.story = story
        self.client = client
        self.phones = phones
        self.media = media if story.church in SEEN else None
        self.history = history
        self.dice = story.dice()
        self.asked = 0
        self.is_unclear = False
        """Whether a request stayed unresolved, so that somebody may be engaged longer than the story lasts."""

    async def pause(self, shortest, longest):
        await asyncio.sleep(self.dice.uniform(shortest, longest))

    def device(self, member, suffix=""):
        return f"phone-{member}{suffix}"

    async def create(self, caller, callees, kind=None):
        """Calls; the request, with the call in it if there is one now."""
        request = self.request(caller, "create", self.device(caller))
        request.callees = tuple(callees)
        return await self.call(request, kind or self.dice.choice(["voice", "video"]), self.dice.randrange(2))

    async def create_twice(self, caller, callees):
        """Calls by two requests with the same key, one to each instance."""
        first = self.request(caller, "create", self.device(caller))
        first.callees = tuple(callees)
        second = dataclasses.replace(first)
        return await asyncio.gather(*(self.call(request, "voice", instance) for instance, request in enumerate([first, second])))

    async def call(self, request, kind, instance):
        body = {"callee_ids": list(request.callees), "call_type": kind}
        answer = await self.send(request, "POST", "/api/calls", body, instance)
        if request.outcome == Request.ACKNOWLEDGED:
            request.call = answer.get("call_id")
            request.is_glare = bool(answer.get("glare"))
        elif request.outcome == Request.REFUSED:
            request.existing = answer.get("existing_call_id") or answer.get("call_id")
        return request

    async def act(self, call, member, action, device=None, body=None):
        """Does something to the call; whether the service said yes."""
        request = self.request(member, action, device or self.device(member))
        request.call = call
        is_early = self.dice.random() < 0.4
        if is_early:
            self.move(call, member, action)
        if action == "mute":
            await self.send(request, "PATCH", f"/api/calls/{call}/participant", body, self.dice.randrange(2))
        else:
            await self.send(request, "POST", f"/api/calls/{call}/{action}", body, self.dice.randrange(2))
        if not is_early:
            self.move(call, member, action)
        return request.outcome == Request.ACKNOWLEDGED

    def move(self, call, member, action):
        """His phone comes into the call's room as it says so, and goes; before or after it has told the service."""
        if action == "connected":
            self.enter(call, member)
        elif action in GOING:
            self.leave(call, member)

    def enter(self, call, member):
        if self.media:
            self.media.enter(self.story.church, call, member)

    def leave(self, call, member, event="participant_left"):
        if self.media:
            self.media.leave(self.story.church, call, member, event)

    async def lose_media(self, call, member):
        """His connection breaks, and he comes back."""
        self.leave(call, member, "participant_connection_aborted")
        await self.pause(0.05, 1.0)
        self.enter(call, member)

    def request(self, member, action, device):
        self.asked += 1
        return Request(self.story.number, self.story.church, member, action, f"{self.story.number}-{self.asked}", device)

    async def send(self, request, method, path, body, instance):
        answer = await self.client.perform(request, method, path, body, instance)
        self.is_unclear |= request.outcome == Request.UNRESOLVED
        return answer

    async def ring(self, call, member):
        """The member's phone acknowledges the invite: on the call's topic, as today's app does, or over REST."""
        if self.dice.random() < 0.5:
            await self.act(call, member, "ringing")
            return
        now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + ".000Z"
        payload = {"type": "call_ringing", "call_id": call, "timestamp": now, "callee_id": member, "callee_name": ""}
        if await self.phones.publish(f"faithflow/{self.story.church}/call/{call}/signal", json.dumps(payload)):
            self.history.ringing.add((call, member))
