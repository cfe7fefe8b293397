"""The made-up webs of ``bench/discovery.py``, which are built of the tests' own servers.

A package of the development tools (pairtree, for ocfl-py) installs a ``tests`` of its own, so the
project's folder has to be the first in which Python looks.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
