"""How do programs get at duban? The same actions as behind the pages, as JSON (/api/v1).

One module a topic, each thin: parse, look or act, answer. What all have in common: `call.py` (who asks),
`route.py` (how a route answers), `problem.py` (how it refuses), `listing.py` (lists, page by page).
"""
