"""How soon a call rings while those outside are well, fail, hang, or are gone, against a service that tells nobody. Run by scripts/bench-outside."""
