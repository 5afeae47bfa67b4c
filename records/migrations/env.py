"""Alembic's entry: runs the revisions on the connection that `records.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

from records import schema

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

assert schema.__all__, "importing the schema declares the tables"
