"""The hand: `duban …`. Each command parses, calls one action and shows what it answers."""

import gc

# What is imported stays: looking through it for waste a hundred times is a fifth of every start.
gc.set_threshold(20_000, 20, 100)
