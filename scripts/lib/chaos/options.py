"""The command line; scripts/chaos --help tells what each option means.

usage: python3 -m chaos.options OPTIONS…      status 2 when they are wrong; scripts/chaos asks before it builds
"""

import argparse
import os
import random
import sys


def positive(text):
    value = number(text)
    if not value > 0:
        raise argparse.ArgumentTypeError(f"{text}: not more than 0")
    return value


def natural(text):
    value = number(text)
    if not value >= 0:
        raise argparse.ArgumentTypeError(f"{text}: less than 0")
    return value


def number(text):
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: no number") from None


def parse(arguments):
    parser = argparse.ArgumentParser(prog="scripts/chaos", usage="see scripts/chaos --help", add_help=False, allow_abbrev=False)
    parser.add_argument("--minutes", type=positive)
    parser.add_argument("--seconds", type=positive)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--rate", type=positive, default=100)
    parser.add_argument("--faults-per-minute", type=natural, default=8)
    parser.add_argument("--instances", type=int, choices=(1, 2), default=2)
    parser.add_argument("--binary")
    parser.add_argument("--fault-flags", default="")
    parser.add_argument("--json")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args(arguments)
    if options.minutes and options.seconds:
        parser.error("--minutes or --seconds, not both")
    options.length = options.seconds or 60 * (options.minutes or 3)
    if options.length > 24 * 3_600:
        parser.error("a run lasts at most a day")
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1_000_000)
    if options.binary and not (os.path.isfile(options.binary) and os.access(options.binary, os.X_OK)):
        parser.error(f"--binary {options.binary}: no program")
    return options


if __name__ == "__main__":
    parse(sys.argv[1:])
