"""A daily news briefing whose every sentence can be traced to its source."""

__version__ = "0.1.0"
