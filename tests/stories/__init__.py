"""The whole way of a fact, across rooms."""
