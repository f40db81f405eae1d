"""Recordings, as an egress service keeps them."""

import time

from livekit.protocol import egress
from problem import Problem
from rooms import new_id

ACTIVE = (egress.EGRESS_STARTING, egress.EGRESS_ACTIVE, egress.EGRESS_ENDING)


class Recordings:
    def __init__(self, webhooks, rooms):
        self.webhooks, self.rooms = webhooks, rooms
        self.all = {}
        self.is_stopping_slow = False

    def start(self, request):
        room = self.rooms.room(request.room_name)
        if len(request.file_outputs) != 1 or not request.file_outputs[0].filepath:
            raise Problem("invalid_argument", "no file to write to")
        info = egress.EgressInfo(
            egress_id=new_id("EG_"), room_id=room.sid, room_name=room.name, status=egress.EGRESS_STARTING, room_composite=request,
            started_at=time.time_ns(), updated_at=time.time_ns())
        self.all[info.egress_id] = info
        self.tell("egress_started", info)
        return info

    def find(self, egress_id):
        if egress_id not in self.all:
            raise Problem("not_found", "egress does not exist")
        return self.all[egress_id]

    def stop(self, egress_id):
        info = self.find(egress_id)
        if info.status not in ACTIVE:
            raise Problem("failed_precondition", "egress has ended")
        self.change(info, egress.EGRESS_ENDING, "egress_updated")
        if not self.is_stopping_slow:
            self.end(egress_id)
        return info

    def begin(self, egress_id):
        self.change(self.find(egress_id), egress.EGRESS_ACTIVE, "egress_updated")

    def end(self, egress_id, error=""):
        info = self.find(egress_id)
        info.ended_at = time.time_ns()
        if error:
            info.error = error
        else:
            name = info.room_composite.file_outputs[0].filepath
            info.file_results.add(filename=name, location=f"/out/{name}", size=4321, duration=info.ended_at - info.started_at)
        self.change(info, egress.EGRESS_FAILED if error else egress.EGRESS_COMPLETE, "egress_ended")

    def change(self, info, status, event):
        info.status, info.updated_at = status, time.time_ns()
        self.tell(event, info)

    def tell(self, event, info):
        self.webhooks.tell(event, egress_info=info)
