"""A LiveKit server as far as its API and its webhooks go: no media. It reads and writes with LiveKit's own protobuf classes, verifies tokens and signs
webhooks with LiveKit's own SDK, and can be told to fail, to be slow, and to send its events late, twice, in another order, or never.

usage: python Tests/LiveKitDouble PORT      with LIVEKIT_API_KEY and LIVEKIT_API_SECRET set
"""

import os
import sys

from aiohttp import web

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from control import Control  # noqa: E402
from faults import Faults  # noqa: E402
from recordings import Recordings  # noqa: E402
from rooms import Rooms  # noqa: E402
from twirp import Twirp  # noqa: E402
from webhooks import Webhooks  # noqa: E402


def main(port):
    key, secret = os.environ["LIVEKIT_API_KEY"], os.environ["LIVEKIT_API_SECRET"]
    webhooks, faults = Webhooks(key, secret), Faults()
    rooms = Rooms(webhooks)
    recordings = Recordings(webhooks, rooms)
    twirp = Twirp(key, secret, rooms, recordings, faults)
    application = web.Application()
    twirp.add_routes(application)
    Control(key, secret, rooms, recordings, webhooks, faults, twirp).add_routes(application)
    application.cleanup_ctx.append(webhooks.run)
    web.run_app(application, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
