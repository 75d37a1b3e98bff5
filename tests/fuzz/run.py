"""``make fuzz``: many inputs for every target; says what was found, and whether memory grew.

``python -m tests.fuzz.run --count 1000000 --seed 1 [TARGET …]``. The same seed gives the same
inputs. It ends with 1 at the first input that a target does not declare, and prints it.
"""

import argparse
import gc
import random
import resource
import sys
import time
import tracemalloc
from collections.abc import Sequence

from tests.fuzz.targets import TARGETS, Target, run

TRACED = 0.02
"""Of the inputs: looking at every allocation makes each take four times as long."""
MOST = 6_000
"""Bytes of an input: what grows with size is measured elsewhere (docs/benchmarks.md)."""
GROWTH = 1_000_000
"""Bytes that may be left over after a batch, more than after the one before it."""


def mutated(dice: random.Random, target: Target) -> bytes:
    """A seed with some of it moved, doubled, taken out, or put in."""
    data = bytearray(dice.choice(target.seeds))
    if dice.random() < 0.02:
        data = bytearray(dice.randbytes(dice.randrange(64)))
    for _ in range(dice.randrange(1, 8)):
        at = dice.randrange(len(data) + 1)
        end = min(len(data), at + dice.randrange(12))
        match dice.randrange(6):
            case 0:
                del data[at:end]
            case 1:
                data[at:end] = dice.randbytes(dice.randrange(6))
            case 2:
                data[at:at] = data[at:end] * dice.randrange(1, 20)
            case 3 if data:
                data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            case 4:
                data[at:at] = dice.choice(target.seeds)[: dice.randrange(40)]
            case _:
                data[at:end] = dice.choice(target.words) if target.words else b""
    return bytes(data[:MOST])


def fuzz(name: str, count: int, seed: int) -> None:
    """``count`` inputs in batches; memory that is left over is looked at between them."""
    target, dice = TARGETS[name], random.Random(f"{seed} {name}")
    start, left = time.monotonic(), []
    traced = max(1, int(count * TRACED))
    for _ in range(count - 2 * traced):
        run(name, mutated(dice, target))
    # Caches are full by now: what grows still does not stop.
    tracemalloc.start()
    for _ in range(2):
        for _ in range(traced):
            run(name, mutated(dice, target))
        gc.collect()
        left.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    seconds = time.monotonic() - start
    grown = left[1] - left[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:<24}{count:>10,}{seconds:>9.0f} s  left over {grown:>+9,} B  peak {peak} MB")
    sys.stdout.flush()
    if grown > GROWTH:
        raise SystemExit(f"{name}: {grown:,} bytes more are held after the last batch")


def main(arguments: Sequence[str] | None = None) -> None:
    """Fuzz what is named, or all, so many inputs together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="*", choices=[*TARGETS, []], default=[])
    parser.add_argument("--count", type=int, default=100_000, help="inputs of all targets together")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = parser.parse_args(arguments)
    names = chosen.target or list(TARGETS)
    print(f"seed {chosen.seed}")
    shares = sum(TARGETS[name].share for name in names)
    for name in names:
        fuzz(name, max(3, int(chosen.count * TARGETS[name].share / shares)), chosen.seed)


if __name__ == "__main__":
    main()
