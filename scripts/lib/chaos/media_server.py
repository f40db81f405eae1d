"""A LiveKit server as far as rooms, and who is in them, go: its API by Twirp with JSON bodies, no media. It closes no room by itself."""

import dataclasses
import json
import secrets
import time

from .outsider import Outsider, bearer, path_of, verified_claims

KEY = "chaos"
LONGEST_TOKEN = 120
"""Seconds for which the token of a single request may be good."""
PREFIX = "/twirp/livekit.RoomService/"
RIGHTS = {
    "CreateRoom": "roomCreate", "DeleteRoom": "roomCreate", "ListRooms": "roomList", "ListParticipants": "roomAdmin",
    "RemoveParticipant": "roomAdmin", "MutePublishedTrack": "roomAdmin",
}
"""What a token must grant for each method, and nothing else."""
NOT_FOUND = b"404 Not Found"
UNAVAILABLE = b"503 Service Unavailable"


@dataclasses.dataclass(slots=True, frozen=True)
class RoomEvent:
    """Something that happened to a room, in the order in which it did."""

    at: float
    what: str
    """`made` and `deleted` by the service, `opened` by a phone that came first; somebody has `entered`, `left`, or was `removed`."""
    room: str
    member: str | None = None

    @property
    def call(self):
        return self.room.rpartition("_")[2]


@dataclasses.dataclass(slots=True)
class Room:
    sid: str
    metadata: str = ""
    people: dict = dataclasses.field(default_factory=dict)
    """The id of each one's stay."""


def room_name(church, call):
    return f"faithflow_{church}_{call}"


class MediaServer(Outsider):
    """While it fails it carries out every other request all the same; while it hangs, every other before it hangs, and the others when it is over."""

    def __init__(self, history, secret, webhooks=None):
        super().__init__(history)
        self.secret = secret
        self.webhooks = webhooks
        self.rooms = {}
        self.turn = False
        self.methods = {
            "CreateRoom": self.create_room, "DeleteRoom": self.delete_room, "ListRooms": self.list_rooms,
            "ListParticipants": self.list_participants, "RemoveParticipant": self.remove_participant, "MutePublishedTrack": self.mute_track,
        }

    async def answer(self, head, body):
        self.turn = not self.turn
        if self.is_failing:
            if self.turn:
                self.carry_out(head, body)
            return problem(UNAVAILABLE, "unavailable")
        if self.may_answer.is_set() or self.turn:
            result = self.carry_out(head, body)
            await self.may_answer.wait()
            return result
        await self.may_answer.wait()
        return self.carry_out(head, body)

    def carry_out(self, head, body):
        method = path_of(head).removeprefix(PREFIX)
        try:
            asked = json.loads(body)
            if reason := self.refusal(method, asked, bearer(head)):
                raise ValueError(reason)
            return self.methods[method](asked)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.history.foreign_rooms.append(f"{method} {body[:150].decode(errors='replace')}: {error}")
            return problem(b"401 Unauthorized", "unauthenticated")

    def refusal(self, method, asked, token):
        """Why a request must not be carried out; a token that is good for more than this request is refused too."""
        if method not in RIGHTS:
            return "no such method"
        claims, now = verified_claims(self.secret, token), time.time()
        wanted = {RIGHTS[method]: True} | ({"room": asked["room"]} if RIGHTS[method] == "roomAdmin" else {})
        if claims["iss"] != KEY or claims["video"] != wanted:
            return f"the token of {claims['iss']} grants {claims['video']}"
        if not claims["nbf"] <= now < claims["exp"] or claims["exp"] - claims["nbf"] > LONGEST_TOKEN:
            return f"the token is good from {claims['nbf']} to {claims['exp']}, which is {now:.0f}"
        return None

    def note(self, what, room, member=None):
        self.history.room_events.append(RoomEvent(time.time(), what, room, member))

    def create_room(self, asked):
        name = asked["name"]
        self.note("made", name)
        self.rooms.setdefault(name, Room(new_id("RM_"))).metadata = asked["metadata"]
        return told(self.shown(name))

    def delete_room(self, asked):
        if not self.rooms.pop(asked["room"], None):
            return problem(NOT_FOUND, "not_found")
        self.note("deleted", asked["room"])
        return told({})

    def list_rooms(self, asked):
        return told({"rooms": [self.shown(name) for name in asked["names"] or self.rooms if name in self.rooms]})

    def list_participants(self, asked):
        room = self.rooms.get(asked["room"])
        return told({"participants": [shown_person(*person) for person in room.people.items()] if room else []})

    def remove_participant(self, asked):
        if not self.depart(asked["room"], asked["identity"], "removed", "participant_left"):
            return problem(NOT_FOUND, "not_found")
        return told({})

    def mute_track(self, asked):
        """Nobody here publishes anything."""
        return problem(NOT_FOUND, "not_found")

    def shown(self, name):
        room = self.rooms[name]
        return {"sid": room.sid, "name": name, "metadata": room.metadata, "num_participants": len(room.people)}

    def enter(self, church, call, member):
        """A phone comes in; the room is made for it where there is none."""
        name = room_name(church, call)
        if name not in self.rooms:
            self.note("opened", name)
        room = self.rooms.setdefault(name, Room(new_id("RM_")))
        if member not in room.people:
            room.people[member] = new_id("PA_")
            self.note("entered", name, member)
            self.tell("participant_joined", name, member, room.people[member])

    def leave(self, church, call, member, event="participant_left"):
        """A phone goes, if it is in."""
        self.depart(room_name(church, call), member, "left", event)

    def depart(self, name, member, what, event):
        stay = self.rooms[name].people.pop(member, None) if name in self.rooms else None
        if stay:
            self.note(what, name, member)
            self.tell(event, name, member, stay)
        return stay

    def tell(self, event, name, member, stay):
        state = "ACTIVE" if event == "participant_joined" else "DISCONNECTED"
        if self.webhooks:
            self.webhooks.tell(event, room=self.shown(name), participant=shown_person(member, stay, state))


def new_id(prefix):
    return prefix + secrets.token_hex(6)


def shown_person(member, stay, state="ACTIVE"):
    return {"sid": stay, "identity": member, "state": state}


def told(content):
    return b"200 OK", json.dumps(content).encode(), b"Content-Type: application/json"


def problem(status, code):
    return status, json.dumps({"code": code, "msg": "as planned"}).encode(), b"Content-Type: application/json"
