"""How long a person waits for `voicemat --help`, against an interpreter that does nothing."""

from measuring import columns, in_turns, row, used

help_, nothing = in_turns(
    lambda: used("-m", "voicemat", "--help"), lambda: used("-c", "pass"), rounds=15
)
columns("what", "measured", "target")
row(
    "`voicemat --help`, wall",
    f"{help_.wall:.2f} s (Python alone {nothing.wall:.2f} s)",
    "0.2 s",
)
