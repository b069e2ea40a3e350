"""Tests about the project itself. Each has a test that it can fail."""
