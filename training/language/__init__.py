"""The embedded language model: a small Qwen2 pre-trained on questions about calls, never on insights."""
