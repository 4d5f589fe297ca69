"""A name for dates."""

from datetime import date

__all__ = ["LocalDate"]

LocalDate = date  # a name that a field called `date` does not hide
