"""Brokers that answer wrongly, to every kind of request: the client neither crashes nor hangs, nor takes memory without bound."""
