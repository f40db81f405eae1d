"""Those outside, as a process of their own, so that they take no time from who measures.

usage: python3 -m outside_bench.parties FOLDER

Prints a JSON object: the environment that lets a service know of them, and the back end's address. Then each line of standard input says how they are
from now on: healthy, failing, hanging or gone.
"""

import asyncio
import json
import pathlib
import sys

from chaos.history import History
from chaos.outside import Outside


async def be(parties, state):
    """All of them are so at once."""
    for party in parties:
        party.is_failing = state == "failing"
        if state == "hanging":
            party.may_answer.clear()
        else:
            party.may_answer.set()
        if state == "gone":
            party.close()
            party.server = None
        elif party.server is None:
            await party.open()


async def run(folder):
    outside = Outside(History())
    parties = outside.parties.values()
    await be(parties, "healthy")
    print(json.dumps({"environment": outside.environment(folder), "address": outside.back_end.url}), flush=True)
    while state := (await asyncio.to_thread(sys.stdin.readline)).strip():
        await be(parties, state)


if __name__ == "__main__":
    asyncio.run(run(pathlib.Path(sys.argv[1])))
