"""The broker's network side: listeners, connections, who answers what."""
