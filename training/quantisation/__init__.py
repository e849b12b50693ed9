"""Bases in 4 bits, made by llm-compressor in an environment of its own: it needs other versions than ours."""
