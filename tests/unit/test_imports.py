"""A start waits for nothing that only some requests need."""

import subprocess
import sys

ON_DEMAND = ("python_calamine", "xlsxwriter", "typst", "numpy", "requests", "urllib3")


def test_a_start_does_not_wait_for_libraries_that_few_requests_need() -> None:
    code = f"import sys, core.app.runtime; print(*sys.modules.keys() & set({ON_DEMAND}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
