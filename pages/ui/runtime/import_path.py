"""Where Python looks for modules, left alone while pages run.

Streamlit puts the folder of its script in front of ``sys.path`` for each run, and takes it out
again. A thread that is importing meanwhile walks over that list, and misses the entry that moves
into the place it has just left: an import fails of something that is there
(``ModuleNotFoundError``, seen of a passkey's package that is first needed in a request).
"""

import sys
from pathlib import Path


def keep(script: Path) -> None:
    """Have the folder of ``script`` in ``sys.path`` for good, so that no run has to put it there.

    Last: what is installed comes before a page's folder of the same name.
    """
    if str(script.parent) not in sys.path:
        sys.path.append(str(script.parent))
