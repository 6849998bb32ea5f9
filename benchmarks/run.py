"""All benchmarks, or those that are named, printed and written into docs/benchmarks.md.

python benchmarks/run.py
python benchmarks/run.py parse mix
python benchmarks/run.py peers --lengths 10m 60m --rounds 1

Only the tables of what was measured are replaced, and those of what failed are left.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

from measuring import ROUNDS_ASKED

FOLDER = Path(__file__).parent

PAGE = FOLDER.parent / "docs" / "benchmarks.md"

ALL = (
    "peers", "startup", "parse", "arrange", "speech", "mix", "lengths", "memory", "first_sound",
)  # fmt: skip


def main() -> int:
    """Run each benchmark in a process of its own; 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}")
    parser.add_argument("--rounds", type=int, help="how often each thing is measured")
    parser.add_argument("--lengths", nargs="+", metavar="LENGTH", help="of peers: 10m 60m 8h")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(ALL):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    if asked.rounds:
        os.environ[ROUNDS_ASKED] = str(asked.rounds)
    failed = False
    for name in asked.names or ALL:
        print(f"== {name}", flush=True)
        table = ""
        command = [sys.executable, str(FOLDER / f"{name}.py")]
        if name == "peers":
            command += asked.lengths or []
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            for line in process.stdout:
                print(line, end="", flush=True)
                table += line
        if process.returncode:
            print(f"{name} failed")
            failed = True
        else:
            write(name, table)
    return int(failed)


def write(name: str, table: str) -> None:
    """Put a table, and on what it was measured, between its marks in the page."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    page = PAGE.read_text()
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}{table}\n{machine()}\n{end}{after}")


def machine() -> str:
    """What the figures were measured on, in a line."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:
        cores = os.cpu_count() or 1
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, "
        f"Python {platform.python_version()}."
    )


if __name__ == "__main__":
    sys.exit(main())
