"""One module per client; each has `PATHS`: the ways through that client that are measured, by name."""
