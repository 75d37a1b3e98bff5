"""The same targets by Atheris, which follows the code's branches; where it installs.

``.venv/bin/pip install atheris`` (not in the lock: it is built for few versions of Python), then
``.venv/bin/python -m tests.fuzz.coverage_guided TARGET [-max_total_time=600]``.
"""

import sys

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["core", "pages", "yaml"]):
    from tests.fuzz.targets import TARGETS, run


def main() -> None:
    """Fuzz one target until it fails, or for as long as libFuzzer's options say."""
    name = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        raise SystemExit(f"TARGET is one of: {', '.join(TARGETS)}")
    atheris.Setup(sys.argv, lambda data: run(name, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
