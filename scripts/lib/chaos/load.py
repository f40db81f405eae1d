"""Plays the stories: so many begun a second as the options say, fewer while the service is slow or away."""

import asyncio
import time

from . import settings
from .acts import ACTS
from .stage import Stage
from .story import stories


class Load:
    def __init__(self, seed, rate, client, phones, media, history):
        self.stories = stories(seed)
        self.rate = rate
        self.client = client
        self.phones = phones
        self.media = media
        self.history = history
        self.engaged = {}
        self.begun = 0
        self.failures = []
        self.under_way = set()

    async def run(self, seconds):
        """Begins stories for so long, then waits until all have been played."""
        limit = time.monotonic() + seconds
        due = time.monotonic()
        while (now := time.monotonic()) < limit:
            if self.client.under_way >= settings.REQUESTS_AT_ONCE or len(self.under_way) >= settings.CALLS_AT_ONCE:
                await asyncio.sleep(0.02)
                due = max(due, now - 0.1)
                continue
            if due > now:
                await asyncio.sleep(min(due - now, limit - now))
                continue
            due += 1 / self.rate
            self.begin(next(self.stories))
        while self.under_way:
            await asyncio.wait(self.under_way, timeout=1)

    def begin(self, story):
        self.begun += 1
        task = asyncio.create_task(self.play(story))  # owned by under_way; run() waits for all
        self.under_way.add(task)
        task.add_done_callback(self.finished)

    def finished(self, task):
        self.under_way.discard(task)
        if not task.cancelled() and task.exception():
            self.failures.append(task.exception())

    async def play(self, story):
        """A member is in one story at a time, so that nobody is busy by chance. All take the locks in one order."""
        locks = [self.engaged.setdefault(member, asyncio.Lock()) for member in sorted(story.cast)]
        for lock in locks:
            await lock.acquire()
        try:
            stage = Stage(story, self.client, self.phones, self.media, self.history)
            await ACTS[story.kind](stage, *story.cast)
            if stage.is_unclear:
                await asyncio.sleep(settings.RING + settings.CONNECT)
        finally:
            for lock in locks:
                lock.release()
