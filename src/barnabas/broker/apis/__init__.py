"""One file per API; each opens with what it does, per version, and what it does not model."""
