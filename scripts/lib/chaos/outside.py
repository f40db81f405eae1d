"""Those outside whom the service tells of its calls: a back end, a media server, a push vendor."""

import json
import secrets
import urllib.request

from . import settings, story
from .history import BACK_END, MEDIA_SERVER, PUSH_VENDOR
from .media_server import KEY, MediaServer
from .media_webhooks import MediaWebhooks
from .programs import SetupFailure, poll
from .push_vendor import PushVendor
from .receiver import Receiver


class Outside:
    def __init__(self, history, seed=None):
        self.history = history
        self.media_secret, self.access_token, self.webhook_key = (secrets.token_hex(settings.SECRET_BYTES) for _ in range(3))
        self.media_webhooks = MediaWebhooks(self.media_secret, seed)
        self.back_end = Receiver(history)
        self.media_server = MediaServer(history, self.media_secret, self.media_webhooks)
        self.push_vendor = PushVendor(history, self.access_token)
        self.parties = {BACK_END: self.back_end, MEDIA_SERVER: self.media_server, PUSH_VENDOR: self.push_vendor}

    def environment(self, folder):
        """What lets a service know of all of them."""
        return {**self.media_environment(), **self.push_environment(folder), **self.webhook_environment()}

    def media_environment(self):
        return {
            "LIVEKIT_URL": "wss://livekit.example.org", "LIVEKIT_API_KEY": KEY, "LIVEKIT_API_SECRET": self.media_secret,
            "LIVEKIT_API_URL": self.media_server.url, "LIVEKIT_SWEEP_SECONDS": f"{settings.ROOM_SWEEP:g}",
            "LIVEKIT_ORPHAN_SECONDS": f"{settings.ROOM_ORPHAN:g}",
        }

    def push_environment(self, folder):
        (folder / "expo.token").write_text(self.access_token, encoding="ascii")
        vendors = {"expo": {"url": self.push_vendor.url, "access_token_file": "expo.token"}}
        churches = {story.church_name(index): vendors for index in settings.WOKEN_CHURCHES}
        (folder / "push.json").write_text(json.dumps({"churches": churches}), encoding="ascii")
        return {
            "PUSH_CREDENTIALS_FILE": str(folder / "push.json"), "PUSH_POLICY": "absent", "PUSH_DELAY_SECONDS": f"{settings.PUSH_DELAY:g}"}

    def webhook_environment(self):
        return {
            "WEBHOOK_SECRET_KEYS": self.webhook_key, "WEBHOOK_HTTP_ALLOWED": "true", "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.1/32",
            "WEBHOOK_RETRY_SECONDS": f"{settings.WEBHOOK_RETRY:g}"}

    async def open(self):
        for party in self.parties.values():
            await party.open()

    def subscribe(self, port, church, administrator):
        """Has the back end told of a church's calls; blocks."""
        self.back_end.secrets[church] = subscribe(port, administrator, self.back_end.address(church))

    async def come_to_rest(self):
        """Waits until all who came and went have been told of, and no room is left, or none will go any more."""
        await poll(30, lambda: not self.media_webhooks.under_way, 0.1)
        await poll(settings.ROOM_ORPHAN + 4 * settings.ROOM_SWEEP + 10, lambda: not self.media_server.rooms, 0.1)
        self.history.rooms_left = list(self.media_server.rooms)

    def close(self):
        self.media_webhooks.close()
        for party in self.parties.values():
            party.close()


def subscribe(port, administrator, url):
    """Has `url` told of the calls of an administrator's church; the secret that signs what it is told. Blocks."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/webhooks", json.dumps({"url": url}).encode(),
        {"Authorization": f"Bearer {administrator}", "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["secret"]
    except OSError as error:
        raise SetupFailure(f"no webhook could be made: {error}") from error
