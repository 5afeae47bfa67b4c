"""How long do the usual ways take, that carry each village by itself?

The same work as a check's, in the same database file: `transitions` with SQLModel row by row,
SpiffWorkflow with a BPMN timer, DBOS workflows, Prefect flow runs. Each script runs in an environment of
its own (`make peers-env`); `run.py` runs them all.
"""
