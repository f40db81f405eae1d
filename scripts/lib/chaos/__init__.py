"""A seeded fault harness: a broker, a database and two service instances under load, killed, paused and cut off; then the whole history is checked.

How it is put together, and how to add to it, is in docs/chaos.md. Run by scripts/chaos; standard library only.
"""
