"""What `tests/delivery/test_chaos.py` stands on."""
