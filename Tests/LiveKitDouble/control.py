"""What tests tell the double, and ask it: `/control/…`, JSON both ways."""

import datetime

import jwt
from aiohttp import web
from google.protobuf import json_format
from livekit.api import TokenVerifier
from livekit.protocol import egress
from problem import Problem


class Control:
    def __init__(self, key, secret, rooms, recordings, webhooks, faults, twirp):
        self.rooms, self.recordings, self.webhooks, self.faults, self.twirp = rooms, recordings, webhooks, faults, twirp
        self.verifier = TokenVerifier(key, secret, leeway=datetime.timedelta(0))

    def add_routes(self, application):
        for name in ("state", "fault", "heal", "room", "finish", "revoking", "enter", "join", "leave", "publish", "unpublish", "record", "egress", "target", "deliver", "sign"):
            application.router.add_post(f"/control/{name}", self.handler(getattr(self, name)))

    @staticmethod
    def handler(method):
        async def handle(request):
            try:
                answer = method(**await request.json())
                return web.json_response((await answer if hasattr(answer, "__await__") else answer) or {})
            except Problem as problem:
                return web.json_response({"code": problem.code, "msg": problem.message}, status=problem.status)

        return handle

    def state(self):
        people = self.rooms.people
        return {
            "rooms": [{**json_format.MessageToDict(room), "participants": sorted(people[name])} for name, room in self.rooms.rooms.items()],
            "requests": self.twirp.requests,
            "events": [{"id": event["id"], "event": event["event"]} for event in self.webhooks.events],
            "sent": self.webhooks.sent,
            "muted": [track.sid for room in people.values() for info in room.values() for track in info.tracks if track.muted],
            "recordings": [json_format.MessageToDict(info) for info in self.recordings.all.values()],
        }

    def fault(self, **plan):
        self.faults.plan(**plan)

    def heal(self):
        self.faults.clear()

    def room(self, name, age=0.0):
        self.rooms.create(name, age)

    def finish(self, name):
        """As when the server closes a room that nobody is in."""
        self.rooms.delete(name)

    def revoking(self):
        """As LiveKit Cloud does."""
        self.rooms.is_revoking = True

    def enter(self, token):
        """As a phone enters, with the token that it was given."""
        try:
            claims = self.verifier.verify(token)
        except jwt.InvalidTokenError as error:
            raise Problem("unauthenticated", str(error)) from error
        if not (claims.identity and claims.video.room_join and claims.video.room):
            raise Problem("permission_denied", "the token is no ticket to a room")
        self.rooms.admit(claims.video.room, claims.identity, jwt.decode(token, options={"verify_signature": False})["nbf"])
        return self.join(claims.video.room, claims.identity, claims.name)

    def join(self, room, identity, name=""):
        return {"sid": self.rooms.join(room, identity, name).sid}

    def leave(self, room, identity, reason="CLIENT_INITIATED", aborted=False):
        self.rooms.leave(room, identity, reason, "participant_connection_aborted" if aborted else "participant_left")

    def publish(self, room, identity, source, muted=False):
        return {"sid": self.rooms.publish(room, identity, source, muted).sid}

    def unpublish(self, room, identity, sid):
        self.rooms.unpublish(room, identity, sid)

    def record(self, room, path):
        """As when somebody else has a room recorded."""
        output = egress.EncodedFileOutput(filepath=path)
        return {"sid": self.recordings.start(egress.RoomCompositeEgressRequest(room_name=room, file_outputs=[output])).egress_id}

    def egress(self, id=None, begin=False, end=False, error="", slow=None):
        if slow is not None:
            self.recordings.is_stopping_slow = slow
        if begin:
            self.recordings.begin(id)
        if end:
            self.recordings.end(id, error)

    def target(self, url, hold=False):
        self.webhooks.url, self.webhooks.is_holding = url, hold

    async def deliver(self, events):
        """Sends these of the events there were, by their number, one after the other."""
        return {"statuses": [await self.webhooks.send(self.webhooks.events[number]["body"]) for number in events]}

    def sign(self, body, age=0.0, secret=None, key=None):
        """A token for a webhook with this body, made so many seconds ago."""
        return {"token": self.webhooks.token(body, age, secret, key)}
