"""The hand: `duban …`. Each command parses, calls one action and shows what it answers."""
