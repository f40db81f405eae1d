"""Anna and Ben talk without a media server: all they need to find each other goes through the service, all they then say through a relay."""

import asyncio
import base64
import hashlib
import hmac
import time
import unittest

from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection
from aiortc.rtcconfiguration import RTCIceTransportPolicy

from peer import Peer
from stage import TURN_SECRET, Stage


class DataChannel(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.stage = Stage()
        cls.addClassCleanup(cls.stage.stop)

    async def test_a_channel_through_relays_is_renegotiated_and_begun_anew(self):
        anna, ben = Peer(self.stage, "anna"), Peer(self.stage, "ben")
        self.addAsyncCleanup(anna.close)
        self.addAsyncCleanup(ben.close)
        anna.listen()
        anna.enter(anna.post("", {"callee_ids": ["ben"], "call_type": "voice"}))
        ben.call = anna.call
        ben.enter(ben.post("accept", {}))
        await self.connect(anna, ben)
        await self.renegotiate(anna, ben)
        await self.begin_anew(ben, anna)
        self.assertEqual([message["seq"] for message in ben.seen], list(range(1, len(ben.seen) + 1)))
        self.assertEqual({(message["from"], message["to"], message["call_id"]) for message in ben.seen}, {("anna", "ben", anna.call)})
        for told in ("v=0", "candidate:", "a=ice-pwd"):
            self.assertNotIn(told, self.stage.log("service"))

    async def connect(self, anna, ben):
        """Anna offers before Ben has subscribed: he hears it all the same."""
        anna.open()
        anna.use(anna.connection.createDataChannel("words"))
        ben.open()
        self.assertTrue((await anna.offer())["buffered"])
        ben.listen()
        await self.until_open(anna, ben)
        self.assertGreaterEqual(ben.count("webrtc_ice_candidates"), 2)
        await self.exchange(anna, ben)

    async def renegotiate(self, anna, ben):
        anna.connection.addTransceiver("audio")
        await anna.offer()
        answers = anna.count("webrtc_answer")
        await asyncio.gather(
            ben.heed(lambda: ben.count("webrtc_offer") == 2), anna.heed(lambda: anna.count("webrtc_answer") == answers + 1))
        self.assertEqual([len(peer.connection.getTransceivers()) for peer in (anna, ben)], [1, 1])
        self.assertEqual(anna.connection.signalingState, "stable")
        await self.exchange(anna, ben)

    async def begin_anew(self, ben, anna):
        """What aiortc has instead of restarting ICE: another connection, by further offers of the same call; this time from the other side."""
        for peer in (ben, anna):
            await peer.connection.close()
            peer.channel = None
            peer.open()
        ben.use(ben.connection.createDataChannel("more words"))
        await ben.offer()
        await self.until_open(anna, ben)
        await self.exchange(anna, ben)

    async def until_open(self, anna, ben):
        are_open = lambda: anna.is_open and ben.is_open  # noqa: E731
        await asyncio.gather(anna.heed(are_open), ben.heed(are_open))
        self.assertEqual([anna.path, ben.path], ["relay", "relay"])

    async def exchange(self, anna, ben):
        for one, other in ((anna, ben), (ben, anna)):
            for number in range(20):
                one.channel.send(f"{one.name} {number}")
            heard = [await asyncio.wait_for(other.texts.get(), 10) for _ in range(20)]
            self.assertEqual(heard, [f"{one.name} {number}" for number in range(20)])

    async def test_only_credentials_that_were_made_and_last_get_a_relay(self):
        anna = Peer(self.stage, "chloe")
        self.addAsyncCleanup(anna.close)
        anna.enter(anna.post("", {"callee_ids": ["david"], "call_type": "voice"}))
        server = next(server for server in anna.ice_servers if "credential" in server)
        self.assertEqual(server["credential"], self.password(server["username"]))
        old = f"{int(time.time()) - 60}:chloe"
        later = f"{int(server['username'].split(':')[0]) + 60}:chloe"
        for name, password, is_let_in in [
            (server["username"], server["credential"], True), (old, self.password(old), False), (later, server["credential"], False),
        ]:
            self.assertEqual(await self.has_relay(server["urls"], name, password), is_let_in, name)

    @staticmethod
    def password(name):
        return base64.b64encode(hmac.new(TURN_SECRET.encode(), name.encode(), hashlib.sha1).digest()).decode()

    @staticmethod
    async def has_relay(urls, name, password):
        configuration = RTCConfiguration([RTCIceServer(urls, name, password)], iceTransportPolicy=RTCIceTransportPolicy.RELAY)
        connection = RTCPeerConnection(configuration)
        connection.createDataChannel("words")
        try:
            await connection.setLocalDescription(await connection.createOffer())
            return " typ relay " in connection.localDescription.sdp
        finally:
            await connection.close()
