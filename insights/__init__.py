"""The domain: what training, evaluation and the live path share to the byte.

It imports no torch, hydra or fastapi.
"""

__version__ = "0.1.0"
