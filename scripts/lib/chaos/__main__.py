"""Runs the harness: status 0 when all checks held, 1 when one was violated, 2 when the run could not be had."""

import asyncio
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

from . import options as command_line
from . import report
from .programs import SetupFailure
from .run import Run, say


def main(arguments):
    options = command_line.parse(arguments)
    say(f"chaos: seed {options.seed}, {options.length:g} s, {options.faults_per_minute:g} faults a minute; the same again: --seed {options.seed}")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="faithflow-chaos-"))
    status = 2
    try:
        status = carry_out(options, folder)
    except (SetupFailure, OSError) as error:
        say(f"error: {error}")
    except ExceptionGroup as group:
        say("error: " + "; ".join(leaves(group)))
    except (asyncio.CancelledError, KeyboardInterrupt):
        say("chaos: broken off")
        status = 130
    finally:
        if options.keep or status in (1, 2):
            say(f"Logs, recording and data: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return status


def leaves(group):
    """What went wrong, and where, however deep in groups of tasks."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from leaves(error)
        else:
            place = traceback.extract_tb(error.__traceback__)[-1]
            yield f"{error!r} in {place.name}, {pathlib.Path(place.filename).name}:{place.lineno}"


def carry_out(options, folder):
    began = time.monotonic()
    run = Run(options, folder)
    try:
        asyncio.run(run.carry_out())
    finally:
        run.deployment.end()
    found, violations = run.judge(time.monotonic() - began)
    report.print_table(found, violations)
    if options.json:
        report.write_json(options.json, found, violations, run.history.faults)
    print(f"\nchaos: {len(violations)} violations" if violations else "\nchaos: no violation")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
