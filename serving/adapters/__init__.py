"""Which LoRA weights answer on the live path, and how they change while calls go on (requirement L15)."""
