"""The ground every room stands on: money, problems, places on disk, the SQL loader. No Django, no rooms, no clock."""
