"""usage: python3 -m outside_bench BINARY ROUNDS SECONDS RATE

Status 0: nobody outside delays rings; 1: somebody does; 2: it could not be measured.
"""

import asyncio
import pathlib
import random
import shutil
import signal
import statistics
import sys
import tempfile

from chaos.programs import SetupFailure

from .stage import WITH, WITHOUT, Stage

NOBODY = "without"
STATES = (NOBODY, "healthy", "failing", "hanging", "gone")
LIMIT = 1.2
"""How much later, at most, the slowest hundredth may ring than without anybody outside."""
SHARE_DOWN = 2 / 3
"""Of each window those outside are away for the first part, and back for the rest, so that their being told of what they missed is measured too."""


async def measure(stage, rounds, seconds, rate):
    """The waits of each window, by state."""
    windows = {state: [] for state in STATES}
    for number in range(-1, rounds):
        for state in random.Random(number).sample(STATES, len(STATES)):
            waits = await window(stage, state, seconds if number >= 0 else 2, rate)
            if number >= 0:  # the first round warms up
                windows[state].append(waits)
        if number >= 0:
            told = "  ".join(f"{state} {percentile(found[-1], 0.99):.1f}" for state, found in windows.items())
            print(f"round {number + 1} of {rounds}, p99 in ms: {told}", file=sys.stderr, flush=True)
    return windows


async def window(stage, state, seconds, rate):
    calls = stage.calls[WITHOUT if state == NOBODY else WITH]
    if state not in (NOBODY, "healthy"):
        await stage.be(state)
    back = asyncio.create_task(recover(stage, seconds * SHARE_DOWN))  # awaited below
    waits, failures = await calls.run(rate, seconds)
    await back
    if failures:
        raise SetupFailure(f"{len(failures)} calls failed, such as {failures[0]}")
    await stage.come_to_rest()
    return waits


async def recover(stage, seconds):
    await asyncio.sleep(seconds)
    await stage.be("healthy")


def percentile(waits, share, since=0.0, until=float("inf")):
    """Milliseconds, of the calls that were made in that part of the window."""
    found = sorted(wait for moment, wait in waits if since <= moment < until)
    return 1_000 * found[min(len(found) - 1, int(len(found) * share))]


def report(windows, seconds):
    """Prints the table; whether all is within the limit."""
    print(f"{'those outside':<14}{'calls':>6}{'p50 ms':>8}{'p99 ms':>8}  {'(p99 of windows)':<18}{'away':>7}{'back':>7}{'p99 ×':>7}")
    reference = middle(windows[NOBODY], 0.99)
    back = seconds * SHARE_DOWN
    for state, found in windows.items():
        slowest = [percentile(waits, 0.99) for waits in found]
        spread = f"({min(slowest):.1f}–{max(slowest):.1f})"
        parts = "".join(f"{middle(found, 0.99, *part):>7.1f}" for part in ((0.0, back), (back,)))
        print(f"{state:<14}{sum(map(len, found)):>6}{middle(found, 0.5):>8.1f}{middle(found, 0.99):>8.1f}  {spread:<18}{parts}"
              f"{middle(found, 0.99) / reference:>7.2f}")
    return all(middle(found, 0.99) <= LIMIT * reference for found in windows.values())


def middle(windows, share, *part):
    """The median of the windows' percentiles."""
    return statistics.median(percentile(waits, share, *part) for waits in windows)


async def run(stage, rounds, seconds, rate):
    try:
        await stage.set_up()
        return await measure(stage, rounds, seconds, rate)
    finally:
        stage.end()


def main(binary, rounds, seconds, rate):
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what runs is ended
    folder = pathlib.Path(tempfile.mkdtemp(prefix="faithflow-outside-"))
    try:
        windows = asyncio.run(run(Stage(binary, folder), rounds, seconds, rate))
    except (SetupFailure, OSError, TimeoutError) as error:
        print(f"error: {error!r}; logs and data: {folder}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        return 130
    shutil.rmtree(folder, ignore_errors=True)
    return 0 if report(windows, seconds) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
