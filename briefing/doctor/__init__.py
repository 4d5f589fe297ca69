"""`briefing doctor`: is everything as it must be for the digest to go out tomorrow?

settings ─ examine ─> Finding: ok | warn | fail, each with what to do
"""

from briefing.doctor.examination import Outside, examine, examine_machine
from briefing.doctor.files import faulty
from briefing.doctor.finding import Finding, State, worst

__all__ = ["Finding", "Outside", "State", "examine", "examine_machine", "faulty", "worst"]
