"""Alembic's entry: runs the migrations on the connection, and in the transaction, that ``migrate`` opened."""

from alembic import context

from monitor.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # True of SQLite too, as `engine` begins its transactions itself.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
