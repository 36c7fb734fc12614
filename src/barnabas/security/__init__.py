"""How a client proves who it is and whom it talks to: TLS, and what its options say of it. No sockets here."""
