"""What Prometheus reads of this installation: /metrics, for whoever has the operator's token.

    guard ─ each answer ─> requests ─┐
    Watching, read at each scrape ───┼─ registry of our own ─> text
    this process ────────────────────┘
Loopback is no proof of an operator: behind a server on the same machine that names no client, everybody comes from there.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from briefing import __version__
from briefing.redaction import redacted
from briefing.watching import Watching
from briefing.web.operator import Operator

__all__ = ["Metrics", "routes"]

BUCKETS = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0)  # seconds of an answer
METHODS = ("GET", "HEAD", "POST")  # others are one: a client may make them up
MOST_FEEDS = 500


class Metrics:
    """The numbers of one site and its installation."""

    def __init__(self, watching: Watching) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "briefing_http_requests",
            "Answers by method, route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "briefing_http_request_duration_seconds",
            "Time to answer.",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)
        self.registry.register(_Installation(watching))

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One answer was given."""
        self._requests.labels(method if method in METHODS else "other", route, status).inc()
        self._seconds.labels(route).observe(seconds)


def routes(metrics: Metrics, operator: Operator) -> APIRouter:
    """The one address."""
    router = APIRouter()

    @router.get("/metrics")
    def read(request: Request) -> Response:
        if not operator.exists:
            raise HTTPException(404)
        if not operator.is_in(request):
            return Response(
                status_code=401, headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}
            )
        encode, kind = choose_encoder(request.headers.get("accept", ""))
        headers = {"Content-Type": kind, "Cache-Control": "no-store"}
        return Response(encode(metrics.registry), headers=headers)

    return router


class _Installation(Collector):
    """What is in the database, read when it is asked for."""

    def __init__(self, watching: Watching) -> None:
        self._watching = watching

    def describe(self) -> list[Metric]:
        """Nothing beforehand: what there is, is in the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every number."""
        yield _info()
        yield from self._runs()
        yield from self._last_editions()
        yield from self._feeds()
        yield from self._deliveries()

    def _runs(self) -> Iterator[Metric]:
        seen = self._watching.observations
        ended = _gauge("runs", "Runs of the last 400 days, by edition and outcome.", "edition", "outcome")
        for (name, outcome), number in sorted(seen.runs_by_outcome().items()):
            ended.add_metric((name, outcome), number)
        success = _gauge("run_last_success_timestamp_seconds", "When a run last ended well.", "edition")
        for name, when in sorted(seen.last_success().items()):
            success.add_metric((name,), when.timestamp())
        yield from (ended, success)

    def _last_editions(self) -> Iterator[Metric]:
        stages = _gauge(
            "run_stage_seconds", "Time of each stage in the last run that made one.", "edition", "stage"
        )
        sentences = _gauge("edition_sentences", "Sentences of the last edition, by kind.", "edition", "how")
        checks = _gauge(
            "edition_failed_checks",
            "Drafts of the last edition that a check stopped, by step and check.",
            *("edition", "check"),
        )
        stories = _gauge("edition_stories", "Stories of the last edition.", "edition")
        articles = _gauge("edition_articles", "Articles that the last edition was made of.", "edition")
        for run in self._watching.last_made():
            for stage, seconds in run.seconds.items():
                stages.add_metric((run.name, stage), seconds)
            for how, number in run.counts.sentences.items():
                sentences.add_metric((run.name, how), number)
            for check, number in run.counts.failed_checks.items():
                checks.add_metric((run.name, check), number)
            stories.add_metric((run.name,), run.counts.stories)
            articles.add_metric((run.name,), run.counts.articles)
        yield from (stages, sentences, checks, stories, articles)

    def _feeds(self) -> Iterator[Metric]:
        failures = _gauge(
            "feed_failures", "Times in a row that a feed could not be read.", "feed", "location"
        )
        success = _gauge(
            "feed_last_success_timestamp_seconds", "When a feed was last read.", "feed", "location"
        )
        paused = _gauge("feed_paused", "Whether a feed is paused.", "feed", "location")
        for health in self._watching.feeds(counted=False)[:MOST_FEEDS]:
            labels = (health.feed.name, redacted(health.feed.location))
            paused.add_metric(labels, float(health.rests))
            if health.state:
                failures.add_metric(labels, health.state.failures)
            if health.state and health.state.last_success:
                success.add_metric(labels, health.state.last_success.timestamp())
        yield from (failures, success, paused)

    def _deliveries(self) -> Iterator[Metric]:
        rows = _gauge(
            "deliveries", "Copies of what was begun to be sent in the last 7 days, by state.", "state"
        )
        states: dict[str, int] = {}
        for sending in self._watching.sendings():
            for state, number in sending.states.items():
                states[state] = states.get(state, 0) + number
        for state, number in sorted(states.items()):
            rows.add_metric((state,), number)
        waiting = _gauge(
            "deliveries_open", "Copies that are still to be sent or to be known of, by state.", "state"
        )
        for state, number in self._watching.observations.open_rows().items():
            waiting.add_metric((state,), number)
        yield from (rows, waiting)


def _gauge(name: str, help_: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"briefing_{name}", help_, labels=labels)


def _info() -> Metric:
    info = GaugeMetricFamily("briefing_build_info", "The program, always 1.", labels=("version",))
    info.add_metric((__version__,), 1)
    return info
