"""What do people see of a campaign in a browser?

The face is thin: a route parses, calls one action and shows what it said. Nothing is decided here,
and the database is reached only through `actions`.
"""
