"""The ordeal: clients work while nodes die, hang and move, connections break, clients are killed; then the logs are judged."""
