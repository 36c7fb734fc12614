"""Apache's own classes as the judge: small Java programs, and how to run them."""
