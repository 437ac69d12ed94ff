"""Every timing of the house: `make bench`."""

from bench.tasks_start import main

main()
