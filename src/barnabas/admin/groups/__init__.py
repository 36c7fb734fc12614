"""Consumer groups, as the admin sees them."""
