"""Rooms, and who is in them, as a server keeps them."""

import secrets
import time

from livekit.protocol import models
from problem import Problem


def new_id(prefix):
    return prefix + secrets.token_urlsafe(9).replace("_", "x").replace("-", "y")


class Rooms:
    def __init__(self, webhooks):
        self.webhooks = webhooks
        self.rooms, self.people = {}, {}
        self.is_revoking, self.revoked = False, {}

    def create(self, name, age=0.0, **plan):
        """The room of this name as `plan` says, made so many seconds ago if there is none; one that phones have made is changed, as by LiveKit's own allocator."""
        if not name:
            raise Problem("invalid_argument", "no room name")
        if name not in self.rooms:
            now = time.time() - age
            room = models.Room(sid=new_id("RM_"), name=name, creation_time=int(now), creation_time_ms=int(now * 1000), **plan)
            self.rooms[name], self.people[name] = room, {}
            self.webhooks.tell("room_started", room=room)
        for setting, value in plan.items():
            if value:
                setattr(self.rooms[name], setting, value)
        return self.rooms[name]

    def room(self, name):
        if name not in self.rooms:
            raise Problem("not_found", "requested room does not exist")
        return self.rooms[name]

    def delete(self, name):
        room = self.room(name)
        for identity in list(self.people[name]):
            self.leave(name, identity, "ROOM_DELETED")
        del self.rooms[name], self.people[name]
        self.webhooks.tell("room_finished", room=room)

    def remove(self, name, identity, revoked):
        """A server that can takes no tokens of his any more from before `revoked`, or, where that is not said, of the next minute either."""
        self.leave(name, identity, "PARTICIPANT_REMOVED")
        if self.is_revoking:
            self.revoked[name, identity] = revoked or time.time() + 60

    def admit(self, name, identity, good_since):
        if good_since < self.revoked.get((name, identity), 0):
            raise Problem("unauthenticated", "the token was revoked")

    def participant(self, name, identity):
        if identity not in self.people.get(name, {}):
            raise Problem("not_found", "participant does not exist")
        return self.people[name][identity]

    def join(self, name, identity, display_name=""):
        room = self.create(name)
        if identity in self.people[name]:
            self.leave(name, identity, "DUPLICATE_IDENTITY")
        if room.max_participants and len(self.people[name]) >= room.max_participants:
            raise Problem("resource_exhausted", "the room is full")
        now = time.time()
        info = models.ParticipantInfo(
            sid=new_id("PA_"), identity=identity, name=display_name, state=models.ParticipantInfo.ACTIVE, joined_at=int(now), joined_at_ms=int(now * 1000))
        self.people[name][identity] = info
        room.num_participants = len(self.people[name])
        self.webhooks.tell("participant_joined", room=room, participant=info)
        return info

    def leave(self, name, identity, reason="CLIENT_INITIATED", event="participant_left"):
        info = self.participant(name, identity)
        del self.people[name][identity]
        info.state, info.disconnect_reason = models.ParticipantInfo.DISCONNECTED, models.DisconnectReason.Value(reason)
        self.rooms[name].num_participants = len(self.people[name])
        self.webhooks.tell(event, room=self.rooms[name], participant=info)

    def publish(self, name, identity, source, muted=False):
        info = self.participant(name, identity)
        track = models.TrackInfo(sid=new_id("TR_"), source=models.TrackSource.Value(source), muted=muted)
        info.tracks.append(track)
        self.webhooks.tell("track_published", room=self.rooms[name], participant=info, track=track)
        return track

    def unpublish(self, name, identity, sid):
        info = self.participant(name, identity)
        track = self.track(info, sid)
        info.tracks.remove(track)
        self.webhooks.tell("track_unpublished", room=self.rooms[name], participant=info, track=track)

    def mute(self, name, identity, sid, muted):
        track = self.track(self.participant(name, identity), sid)
        track.muted = muted
        return track

    @staticmethod
    def track(info, sid):
        for track in info.tracks:
            if track.sid == sid:
                return track
        raise Problem("not_found", "track is not found")
