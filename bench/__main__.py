"""Every timing of the house: `make bench`."""

import sys

from bench import epi_detection, epi_estimation, surveillance, tasks_start

PARTS = (epi_detection, epi_estimation, tasks_start, surveillance)

verdicts = [part.main() for part in PARTS]  # every part runs, also after a slow one
sys.exit(any(verdicts))
