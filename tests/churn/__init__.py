"""Groups whose members come, go, die and change their minds, while records are written throughout."""
