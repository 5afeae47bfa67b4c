"""Campaigns as data: the plan's model, its reader, the lint and the published schema."""
