"""A member with WebRTC: aiortc for the media, the service for everything that the two tell each other."""

import asyncio
import json
import queue

from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.rtcconfiguration import RTCIceTransportPolicy
from aiortc.sdp import candidate_from_sdp

from phone import member
from stage import CHURCH

PATIENCE = 30


def without_candidates(sdp):
    """The description, and the candidates that stood in it as browsers tell them one by one."""
    kept, candidates, index = [], [], -1
    for line in sdp.splitlines():
        if line.startswith("m="):
            index += 1
        if line.startswith("a=candidate:"):
            candidates.append({"candidate": line.removeprefix("a="), "sdpMid": None, "sdpMLineIndex": index})
        elif line != "a=end-of-candidates":
            kept.append(line)
    return "\r\n".join(kept) + "\r\n", candidates


class Peer:
    def __init__(self, stage, name):
        self.stage, self.name = stage, name
        self.phone = member(stage.broker, name, CHURCH)
        self.call, self.ice_servers = None, []
        self.connection, self.channel = None, None
        self.seen, self.expected, self.waiting = [], 1, {}
        self.texts = asyncio.Queue()

    def listen(self):
        assert self.phone.subscribe(f"faithflow/{CHURCH}/member/{self.name}/webrtc", 1) == 1

    def post(self, action, body):
        status, answer = self.stage.post(self.name, f"/{self.call}/{action}" if self.call else "", body)
        assert status == 200, answer
        return answer

    def enter(self, answer):
        """Takes the credentials that the answer of create or accept has."""
        self.call, self.ice_servers = answer["call_id"], answer["ice_servers"]

    def open(self, ice_servers=None):
        """A connection that may use relays alone; an earlier one is left."""
        servers = [RTCIceServer(server["urls"], server.get("username"), server.get("credential")) for server in ice_servers or self.ice_servers]
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=servers, iceTransportPolicy=RTCIceTransportPolicy.RELAY))
        self.connection.on("datachannel", self.use)
        return self.connection

    def use(self, channel):
        self.channel = channel
        channel.on("message", self.texts.put_nowait)

    async def offer(self):
        """Offers as things stand. The answer of the service."""
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return await self.tell("offer")

    async def tell(self, kind):
        sdp, candidates = without_candidates(self.connection.localDescription.sdp)
        answer = await asyncio.to_thread(self.post, kind, {"sdp": sdp})
        for candidate in candidates:
            await asyncio.to_thread(self.post, "ice-candidates", {"candidates": [candidate]})
        await asyncio.to_thread(self.post, "ice-candidates", {"end_of_candidates": True})
        return answer

    async def heed(self, until):
        """Does what it is told, in order of the numbers and each once, until `until` holds."""
        limit = asyncio.get_running_loop().time() + PATIENCE
        while not until():
            assert asyncio.get_running_loop().time() < limit, f"{self.name} heard only {[message['signal_id'] for message in self.seen]}"
            try:
                message = json.loads((await asyncio.to_thread(self.phone.received.get, True, 0.1)).payload)
            except queue.Empty:
                continue
            if message["seq"] >= self.expected:
                self.waiting[message["seq"]] = message
            while self.expected in self.waiting:
                await self.obey(self.waiting.pop(self.expected))
                self.expected += 1

    async def obey(self, message):
        self.seen.append(message)
        if message["type"] == "webrtc_ice_candidates":
            for one in message["candidates"]:
                candidate = candidate_from_sdp(one["candidate"].removeprefix("candidate:"))
                candidate.sdpMid, candidate.sdpMLineIndex = one["sdpMid"], one["sdpMLineIndex"]
                await self.connection.addIceCandidate(candidate)
            if message["end_of_candidates"]:
                await self.connection.addIceCandidate(None)
            return
        kind = message["type"].removeprefix("webrtc_")
        await self.connection.setRemoteDescription(RTCSessionDescription(message["sdp"], kind))
        if kind == "offer":
            await self.connection.setLocalDescription(await self.connection.createAnswer())
            await self.tell("answer")

    def count(self, kind):
        return sum(message["type"] == kind for message in self.seen)

    @property
    def is_open(self):
        return self.channel is not None and self.channel.readyState == "open"

    @property
    def path(self):
        """By which of its own candidates ICE chose to go. The other's may be known by its packets before it is told of (prflx)."""
        return self.connection.sctp.transport.transport._connection._nominated[1].local_candidate.type

    async def close(self):
        if self.connection:
            await self.connection.close()
        self.phone.leave()
