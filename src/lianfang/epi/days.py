"""Days as people hand them over, made into days of numpy."""

from collections.abc import Iterable
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

Days = NDArray[np.datetime64]


def as_days(values: ArrayLike | Iterable[object]) -> Days:
    """
    Dates, moments or their text as days; None, an empty text, NaN and NaT are missing (NaT).

    :raises ValueError: something that is no date.
    """
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        return cast(Days, values.astype("datetime64[D]"))
    listed = values if isinstance(values, np.ndarray) else list(cast(Iterable[object], values))
    plain = [
        None if v is None or v == "" or v != v else v for v in np.asarray(listed, object).ravel()
    ]
    try:
        days = [np.datetime64("NaT") if v is None else np.datetime64(v) for v in plain]
    except (ValueError, TypeError) as fault:
        raise ValueError(f"unreadable date: {fault}") from fault
    return np.array(days, "datetime64[D]")
