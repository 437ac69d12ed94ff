"""Every timing of the house: `make bench`."""

from bench.epi_estimation import main as epi_estimation
from bench.tasks_start import main as tasks_start

epi_estimation()
tasks_start()
