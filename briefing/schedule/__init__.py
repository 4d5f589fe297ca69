"""When the work of a service is to be done, and the processes that do it.

    plans, clock, dates that have an edition ─ timing ─> Due ─ editions ─ children ─> `briefing run`, a process of its own
    APScheduler ─ timetable ─> when to look          patience: when to try again what failed
What is due is found in the database each time that somebody looks: no job is remembered, so none is lost or done twice.
"""
