"""What the double was told to do wrong, by method and by what is asked about; the first that fits is used, as often as it says."""

import asyncio

from aiohttp import web
from problem import Problem


class Faults:
    def __init__(self):
        self.planned = []

    def plan(self, method="*", about="", code=None, status=None, text="", delay=0.0, times=None, late=False):
        """`about`: only requests that have this in them. `late`: the request is carried out, and then fails, so that its sender does not know.
        `times`: None for always."""
        self.planned.append({
            "method": method, "about": about, "code": code, "status": status, "text": text, "delay": delay, "times": times, "late": late})

    def clear(self):
        self.planned = []

    def take(self, method, body):
        for fault in self.planned:
            if fault["method"] in ("*", method) and fault["about"] in body and fault["times"] != 0:
                if fault["times"] is not None:
                    fault["times"] -= 1
                return fault
        return None

    @staticmethod
    async def commit(fault):
        """Answers for a fault; nothing where it is a delay alone."""
        await asyncio.sleep(fault["delay"])
        if fault["code"]:
            raise Problem(fault["code"], "as planned")
        if fault["status"]:
            return web.Response(status=fault["status"], text=fault["text"])
        return None
