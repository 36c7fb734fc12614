"""What the broker knows: machines without I/O or clock."""
