"""All of a plan into one folder: what is there already, what is made, and the playlist."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from voicemat.batch.expansion import Item
from voicemat.batch.fingerprint import fingerprint, text_digest
from voicemat.batch.ledger import FILE_NAME, Entry, Ledger, State
from voicemat.batch.playlist import SUFFIX, Track, write_playlist
from voicemat.batch.running import Observer
from voicemat.batch.space import about, check_space
from voicemat.batch.worker import Made, Outcome, Task, glimpse
from voicemat.config import Config
from voicemat.errors import FileError
from voicemat.exporter.reservation import reserved
