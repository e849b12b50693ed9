"""Advisory locks of PostgreSQL, by number; any do that the database's other users do not take."""

from typing import Final

MIGRATION_LOCK: Final = 4_773_782_001
WRITE_LOCK: Final = 4_773_782_002
"""Shared by writers, held alone while a conversation is erased: no write can slip past an erasure."""
