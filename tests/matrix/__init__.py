"""What works with brokers of every age: run against each, told in a table that the run makes."""
