"""Ways around: proxies, and other addresses than the advertised ones."""
