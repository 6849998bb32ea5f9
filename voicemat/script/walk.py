"""Goes through a script as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from voicemat.script.model import Node, Repeat, When


def every_node(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node in order, those inside blocks after the block."""
    for node in nodes:
        yield node
        if isinstance(node, When | Repeat):
            yield from every_node(node.nodes)
