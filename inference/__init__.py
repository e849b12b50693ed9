"""The embedded language model at work: constrained decoding on transformers and PEFT."""
