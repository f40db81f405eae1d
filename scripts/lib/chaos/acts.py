"""How each kind of call goes. An act ends early where the service, in trouble, did not let it go on."""

import asyncio

from . import settings


async def answered(stage, caller, callee):
    call = (await stage.create(caller, [callee])).call
    if not call:
        return
    await stage.pause(0.05, 0.5)
    if stage.dice.random() < 0.7:
        await stage.ring(call, callee)
        await stage.pause(0.05, 0.8)
    if await stage.act(call, callee, "accept"):
        await talk(stage, call, [caller, callee])
        await stage.act(call, stage.dice.choice([caller, callee]), "end", body={"reason": "normal"})


async def talk(stage, call, people):
    await asyncio.gather(*(stage.act(call, member, "connected") for member in people))
    await stage.pause(0.1, 0.6)
    if stage.dice.random() < 0.3:
        await stage.act(call, people[0], "mute", body={"is_muted": True})
    if stage.dice.random() < 0.2:
        await stage.lose_media(call, people[-1])
    await stage.pause(0.1, 1.5)
    if stage.dice.random() < 0.04:  # long enough to outlast an outage of those outside
        await stage.pause(8.0, 15.0)


async def rejected(stage, caller, callee):
    call = (await stage.create(caller, [callee])).call
    if call:
        await stage.pause(0.05, 1.0)
        await stage.act(call, callee, "reject", body={"reason": stage.dice.choice(["rejected", "busy"])})


async def cancelled(stage, caller, callee):
    call = (await stage.create(caller, [callee])).call
    if call:
        await stage.pause(0.05, 2.5)
        await stage.act(call, caller, stage.dice.choice(["cancel", "cancel", "end"]))


async def missed(stage, caller, callee):
    call = (await stage.create(caller, [callee])).call
    if call:
        if stage.dice.random() < 0.5:
            await stage.pause(0.05, 0.6)
            await stage.ring(call, callee)
        await asyncio.sleep(settings.RING + 1.0)


async def busy(stage, caller, callee, third):
    """Somebody calls one who is being called."""
    call = (await stage.create(caller, [callee])).call
    if call:
        await stage.pause(0.05, 0.5)
        other = (await stage.create(third, [callee])).call
        await stage.pause(0.05, 0.5)
        await stage.act(call, caller, "cancel")
        if other:
            await stage.act(other, third, "cancel")


async def glare(stage, one, other):
    """Two call each other at once, or the second while the first call rings."""
    at_once = stage.dice.random() < 0.6
    first = stage.create(one, [other], "voice")
    if at_once:
        requests = await asyncio.gather(first, stage.create(other, [one], "video"))
    else:
        requests = [await first]
        await stage.pause(0.02, 0.5)
        requests.append(await stage.create(other, [one], "video"))
    calls = list(dict.fromkeys(request.call for request in requests if request.call))
    if not calls:
        return
    if len(calls) == 1:
        await talk(stage, calls[0], [one, other])
    for call in calls:
        await stage.act(call, stage.dice.choice([one, other]), "end")


async def group(stage, caller, *callees):
    """Each does as he likes: answers, declines, or lets it ring."""
    call = (await stage.create(caller, callees)).call
    if not call:
        return
    choices = [stage.dice.choice(["accept", "accept", "reject", "ignore"]) for _ in callees]

    async def answer(callee, choice):
        await stage.pause(0.05, 1.5)
        if choice == "ignore":
            return False
        return await stage.act(call, callee, choice) and choice == "accept"

    answers = await asyncio.gather(*map(answer, callees, choices))
    inside = [callee for callee, is_in in zip(callees, answers) if is_in]
    if inside:
        await talk(stage, call, [caller, *inside])
        if len(inside) > 1 and stage.dice.random() < 0.5:
            await stage.act(call, inside[0], stage.dice.choice(["leave", "end"]))
            await stage.pause(0.05, 0.5)
        await stage.act(call, caller, "end")
    elif "ignore" in choices:
        await asyncio.sleep(settings.RING)


async def race_accept_cancel(stage, caller, callee):
    call = (await stage.create(caller, [callee])).call
    if call:
        await stage.pause(0.05, 0.8)
        has_accepted, _ = await asyncio.gather(stage.act(call, callee, "accept"), stage.act(call, caller, "cancel"))
        if has_accepted:
            await stage.act(call, callee, "connected")
            await stage.act(call, caller, "end")


async def race_devices(stage, caller, callee):
    """Two phones of the callee answer at once; or one answers and the other declines."""
    call = (await stage.create(caller, [callee])).call
    if not call:
        return
    await stage.pause(0.05, 0.8)
    second = stage.dice.choice(["accept", "accept", "reject"])
    devices = [stage.device(callee, "-a"), stage.device(callee, "-b")]
    await asyncio.gather(stage.act(call, callee, "accept", devices[0]), stage.act(call, callee, second, devices[1]))
    await stage.pause(0.05, 0.5)
    await stage.act(call, caller, "end")


async def race_end(stage, caller, callee):
    call = (await stage.create(caller, [callee])).call
    if call:
        await stage.pause(0.05, 0.5)
        if await stage.act(call, callee, "accept"):
            await talk(stage, call, [caller, callee])
        await asyncio.gather(stage.act(call, caller, "end"), stage.act(call, callee, "end"))


async def resent(stage, caller, callee):
    """An impatient app sends its create to both instances at once, under one key."""
    calls = {request.call for request in await stage.create_twice(caller, [callee])} - {None}
    for call in calls:
        await stage.pause(0.05, 0.5)
        await stage.act(call, caller, "cancel")


async def vanished(stage, caller, callee):
    """The apps are gone after the answer, sometimes before their media was up, sometimes without the media server's noticing."""
    call = (await stage.create(caller, [callee])).call
    if not call:
        return
    await stage.pause(0.05, 0.8)
    if not await stage.act(call, callee, "accept"):
        return
    if stage.dice.random() < 0.7:
        await asyncio.sleep(settings.CONNECT + 1.0)
    else:
        await asyncio.gather(stage.act(call, caller, "connected"), stage.act(call, callee, "connected"))
        if stage.dice.random() < 0.5:
            await stage.pause(1.0, 3.0)
            stage.leave(call, stage.dice.choice([caller, callee]), "participant_connection_aborted")
        await asyncio.sleep(settings.LONGEST_CALL + 1.0)


ACTS = {
    act.__name__: act
    for act in (
        answered, rejected, cancelled, missed, busy, glare, resent, group, race_accept_cancel, race_devices, race_end, vanished)
}
