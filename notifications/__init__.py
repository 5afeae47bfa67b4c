"""How people hear: notices are put into words, sent over a channel, and tried again if need be.

`delivery` takes them out of the outbox (records/outbox.py), `render` puts them into words
(templates/notices), `channels` carry them. What is told to whom, and when, was decided before.
"""
