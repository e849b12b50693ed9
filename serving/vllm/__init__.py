"""Starting a vLLM server for the live path, from an environment of its own."""
