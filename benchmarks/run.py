"""All benchmarks, or those that are named, as one Markdown table.

python benchmarks/run.py
python benchmarks/run.py parse mix
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent

ALL = ("startup", "parse", "arrange", "mix", "export", "lengths", "memory", "first_sound")


def main(names: list[str]) -> None:
    """Run each benchmark in a process of its own."""
    print("| what | measured | target |")
    print("|---|---|---|", flush=True)
    for name in names or ALL:
        subprocess.run([sys.executable, str(FOLDER / f"{name}.py")], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
