"""Mutants of the machines: each a small fault put into one of them, which its table tests have to notice."""
