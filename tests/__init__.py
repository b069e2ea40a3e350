"""Tests of more than one room: the project itself, the stories, the whole flow; and what they stand on."""
