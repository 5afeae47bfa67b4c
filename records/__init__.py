"""What is so: tables, set-wise statements, migrations.

Each module holds one topic: its tables and the statements over them. A statement has a verb, a set
and a count; it takes `at`, never asks a clock, decides no rule, and may run twice.
"""
