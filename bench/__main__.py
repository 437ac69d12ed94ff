"""Every timing of the house: `make bench`."""

import sys

from bench import epi_detection, epi_estimation, tasks_start

PARTS = (epi_detection, epi_estimation, tasks_start)

sys.exit(any([part.main() for part in PARTS]))
