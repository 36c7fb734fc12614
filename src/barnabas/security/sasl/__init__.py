"""SASL's mechanisms: what the client says, as machines without I/O or clock."""
