"""Is this count more than usual? One verdict per series and period, from several methods."""
