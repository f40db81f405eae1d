"""LiveKit's API by Twirp: bodies as JSON, read strictly into LiveKit's own classes; tokens by LiveKit's own verifier, with the one right they need and no other."""

import datetime

import jwt
from aiohttp import web
from google.protobuf import json_format
from livekit.api import TokenVerifier, VideoGrants
from livekit.protocol import egress, room
from problem import Problem

LONGEST_LIFE = 120
NOTHING = VideoGrants()


class Twirp:
    def __init__(self, key, secret, rooms, recordings, faults):
        self.rooms, self.recordings, self.faults = rooms, recordings, faults
        self.verifier = TokenVerifier(key, secret, leeway=datetime.timedelta(0))
        self.requests = []
        create, administer, record = {"room_create": True}, {"room_admin": True}, {"room_record": True}
        self.methods = {
            "RoomService/CreateRoom": (room.CreateRoomRequest, create, self.create_room),
            "RoomService/DeleteRoom": (room.DeleteRoomRequest, create, self.delete_room),
            "RoomService/ListRooms": (room.ListRoomsRequest, {"room_list": True}, self.list_rooms),
            "RoomService/ListParticipants": (room.ListParticipantsRequest, administer, self.list_participants),
            "RoomService/RemoveParticipant": (room.RoomParticipantIdentity, administer, self.remove_participant),
            "RoomService/MutePublishedTrack": (room.MuteRoomTrackRequest, administer, self.mute_track),
            "Egress/StartRoomCompositeEgress": (egress.RoomCompositeEgressRequest, record, self.recordings.start),
            "Egress/StopEgress": (egress.StopEgressRequest, record, lambda asked: self.recordings.stop(asked.egress_id)),
            "Egress/ListEgress": (egress.ListEgressRequest, record, self.list_egress),
        }

    def add_routes(self, application):
        application.router.add_route("*", "/twirp/livekit.{service}/{method}", self.handle)

    async def handle(self, request):
        name = f"{request.match_info['service']}/{request.match_info['method']}"
        entry = {"method": name, "request": None, "error": None}
        self.requests.append(entry)
        try:
            fault = self.faults.take(request.match_info["method"], await request.text())
            if fault and not fault["late"]:
                answer = await self.faults.commit(fault)
                if answer is not None:
                    entry["error"] = str(answer.status)
                    return answer
            answer = await self.answer(request, name, entry)
            if fault and fault["late"]:
                return await self.faults.commit(fault) or answer
            return answer
        except Problem as problem:
            entry["error"] = problem.code
            return web.json_response({"code": problem.code, "msg": problem.message, "meta": {"cause": "double"}}, status=problem.status)

    async def answer(self, request, name, entry):
        if request.method != "POST" or name not in self.methods or request.content_type != "application/json":
            raise Problem("bad_route", "no such method")
        kind, right, method = self.methods[name]
        try:
            asked = json_format.Parse(await request.text(), kind())
        except json_format.ParseError as error:
            raise Problem("malformed", str(error)) from error
        entry["request"] = json_format.MessageToDict(asked)
        self.check(request.headers.get("Authorization", ""), right, entry["request"].get("room", ""))
        return web.Response(content_type="application/json", text=json_format.MessageToJson(
            method(asked), preserving_proto_field_name=True, always_print_fields_with_no_presence=True))

    def check(self, authorization, right, room_name):
        """A token that is good for more than the request, or for long, is refused: it should not be."""
        try:
            token = authorization.removeprefix("Bearer ")
            granted = self.verifier.verify(token).video
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.InvalidTokenError as error:
            raise Problem("unauthenticated", str(error)) from error
        if claims["exp"] - claims["nbf"] > LONGEST_LIFE:
            raise Problem("permission_denied", "the token is good for too long")
        wanted = VideoGrants(**right, room=room_name if "room_admin" in right else "")
        if granted != wanted:
            raise Problem("permission_denied", f"the token grants {granted}, and should {wanted}")

    def create_room(self, asked):
        plan = {"empty_timeout": asked.empty_timeout, "departure_timeout": asked.departure_timeout, "max_participants": asked.max_participants, "metadata": asked.metadata}
        return self.rooms.create(asked.name, **plan)

    def delete_room(self, asked):
        self.rooms.delete(asked.room)
        return room.DeleteRoomResponse()

    def list_rooms(self, asked):
        return room.ListRoomsResponse(rooms=[found for name, found in self.rooms.rooms.items() if not asked.names or name in asked.names])

    def list_participants(self, asked):
        return room.ListParticipantsResponse(participants=self.rooms.people.get(asked.room, {}).values())

    def remove_participant(self, asked):
        self.rooms.remove(asked.room, asked.identity, asked.revoke_token_ts)
        return room.RemoveParticipantResponse()

    def mute_track(self, asked):
        return room.MuteRoomTrackResponse(track=self.rooms.mute(asked.room, asked.identity, asked.track_sid, asked.muted))

    def list_egress(self, asked):
        from recordings import ACTIVE

        return egress.ListEgressResponse(items=[
            info for info in self.recordings.all.values()
            if asked.room_name in ("", info.room_name) and (not asked.active or info.status in ACTIVE)])
