"""How fast is it? Ratios measured in one run; `make bench` writes docs/performance.md."""
