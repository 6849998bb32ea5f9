"""Models in the ONNX format, run on the processor. The one module that knows `onnxruntime`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from voicemat.errors import FileError, MissingError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

ERRORS_ONLY = 3
"""onnxruntime's level of logging; its warnings go to standard error past everybody."""


def open_model(path: Path) -> InferenceSession:
    """The model in the file `path`, for any number of threads at once; a run takes one core.

    The narrator runs as many sentences as there are cores. Raises MissingError without
    onnxruntime and FileError for a file that is no model.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingError(
            "onnxruntime is not installed", advice="pip install onnxruntime"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    # onnxruntime's errors have no common class but this one.
    except Exception as error:
        raise FileError(
            f"{path}: it is no whole model",
            advice="voicemat voices remove it, and install it again",
        ) from error
