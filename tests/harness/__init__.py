"""Real brokers, scripted peers and other help for tests, the demo and the benchmarks."""
