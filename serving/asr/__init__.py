"""Speech recognition for the live path: one interface, in this process or behind HTTP."""
