"""At the end some members are called, to see that nobody is kept busy by what is over."""

import asyncio
import random

from . import settings
from .history import Request
from .stage import Stage
from .story import Story, member_name, church_name

NUMBER = -1


async def call_some(client, history, seed):
    """Calls as many members as settings say, of every church."""
    dice = random.Random(f"sample {seed}")
    pairs = []
    for church in range(settings.CHURCHES):
        chosen = dice.sample(range(settings.MEMBERS_PER_CHURCH), 2 * (settings.SAMPLE // settings.CHURCHES))
        members = [member_name(church, index) for index in chosen]
        pairs += [(church, pair) for pair in zip(members[::2], members[1::2])]
    await asyncio.gather(*(call(client, history, church_name(church), pair, number) for number, (church, pair) in enumerate(pairs)))


async def call(client, history, church, pair, number):
    stage = Stage(Story(NUMBER - number, "sample", church, pair, f"sample {number}"), client, None, None, history)
    request = await stage.create(pair[0], [pair[1]])
    if request.outcome != Request.ACKNOWLEDGED:
        history.sample_failures.append(f"{pair[1]} could not be called: {request}")
    else:
        await stage.act(request.call, pair[0], "cancel")
