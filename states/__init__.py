"""What may happen next: machines, situations, the working calendar, the ladder and the lights.

Pure: no I/O, no SQL, no clock of its own. Everything here answers for one situation;
`records` applies the answer to the whole set of villages that share it.
"""
