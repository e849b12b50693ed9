"""Run by Alembic. The connection comes from `serving.storage.schema`, inside a transaction it has begun."""

from alembic import context

from serving.storage.schema import VERSION_TABLE
from serving.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
context.run_migrations()
