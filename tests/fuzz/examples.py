"""How many examples a fuzzing test tries: a few in the suite, many in ``make fuzz``."""

import os


def examples(few: int) -> int:
    """``few``, or more where ``OFFRAMP_FUZZ_EXAMPLES`` says so."""
    return max(few, int(os.environ.get("OFFRAMP_FUZZ_EXAMPLES", "0")))
