"""Language models for the live path: one interface, a server or the embedded engine behind it."""
