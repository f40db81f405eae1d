"""Doubles of Apple's, Google's and Expo's push services, over HTTP/2 and TLS.

usage: python Tests/VendorDoubles PORT      in a folder with settings.json, server.pem and server.key

What is sent is held to the vendors' documents, and recorded in requests.jsonl. answers.json, read anew at each request, says how to
answer instead: for a token, `oauth` or `*`, a list of answers in order; after the last one, and without a list, all goes well.
"""

import asyncio
import sys

from double import Double
from hypercorn.asyncio import serve
from hypercorn.config import Config


def main():
    config = Config()
    config.bind = [f"127.0.0.1:{sys.argv[1]}"]
    config.certfile, config.keyfile = "server.pem", "server.key"
    config.alpn_protocols = ["h2"]
    config.errorlog = "-"
    asyncio.run(serve(Double(), config))


if __name__ == "__main__":
    main()
