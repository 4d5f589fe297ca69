"""What the operator may choose: briefing.toml, the environment, and a default for every key."""

from briefing.settings.loading import (
    DEFAULT_FILE,
    SETTINGS_COPY,
    Settings,
    environment,
    inspect,
    load_settings,
)

__all__ = ["DEFAULT_FILE", "SETTINGS_COPY", "Settings", "environment", "inspect", "load_settings"]
