"""What people see: a real browser at a real server. Run by `make test-system`."""
