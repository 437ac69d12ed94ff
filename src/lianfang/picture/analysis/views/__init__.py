"""Pages of the analysis desk and of back-tests."""

from .desk import (
    analysis_detail,
    analysis_list,
    desk,
    disease_series,
    quality,
    sample,
    save,
    source,
    watch,
)
from .trials import back_test, own_preview, own_trial, own_upload, real_trial

__all__ = [
    "analysis_detail", "analysis_list", "back_test", "desk", "disease_series", "own_preview", "own_trial",
    "own_upload", "quality", "real_trial", "sample", "save", "source", "watch",
]  # fmt: skip
