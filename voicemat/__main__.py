"""``python -m voicemat``."""

from voicemat.cli import main

main()
