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


def percentile(waits, share):
    """Milliseconds."""
    return 1_000 * sorted(waits)[min(len(waits) - 1, int(len(waits) * share))]


def report(windows):
    """Prints the table; whether all is within the limit."""
    print(f"{'those outside':<15}{'calls':>7}{'p50 ms':>9}{'p99 ms':>9}  {'(p99 of windows)':<20}{'p99 ×':>6}")
    slowest = {state: [percentile(waits, 0.99) for waits in found] for state, found in windows.items()}
    reference = statistics.median(slowest[NOBODY])
    worst = 0.0
    for state, found in windows.items():
        half, ninety_nine = statistics.median(percentile(waits, 0.5) for waits in found), statistics.median(slowest[state])
        worst = max(worst, ninety_nine / reference)
        spread = f"({min(slowest[state]):.1f}–{max(slowest[state]):.1f})"
        print(f"{state:<15}{sum(map(len, found)):>7}{half:>9.1f}{ninety_nine:>9.1f}  {spread:<20}{ninety_nine / reference:>6.2f}")
    return worst <= LIMIT


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
    return 0 if report(windows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
