"""Holds requests to AWS's own API models, which botocore carries, before the emulator answers them."""
