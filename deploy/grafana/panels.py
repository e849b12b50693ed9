"""What all dashboards share: their frame, and panels of a few kinds.

Queries take `$instance`, `$tenant` and `$__rate_interval`. Heights and widths are Grafana's: 24 columns.
"""

from dataclasses import dataclass

from grafana_foundation_sdk.builders import (
    common,
    heatmap,
    prometheus,
    stat,
    statetimeline,
    table,
    timeseries,
)
from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models import dashboard as model
from grafana_foundation_sdk.models.heatmap import HeatmapColorMode
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

AIM_S = 2.0
"""The objective: an insight within so many seconds of its batch's close."""
OBJECTIVE = 0.95

_SOURCE = model.DataSourceRef(type_val="prometheus", uid="${datasource}")
_GREEN, _ORANGE, _RED = "green", "orange", "red"

Panel = timeseries.Panel | stat.Panel | statetimeline.Panel | table.Panel | heatmap.Panel


@dataclass(frozen=True)
class Query:
    """PromQL, and what its series are called (`{{label}}`)."""

    expr: str
    legend: str


def frame(uid: str, title: str, description: str, *, tenants: bool = False) -> build.Dashboard:
    """An empty dashboard with its variables, and links to the others."""
    dashboard = (
        build.Dashboard(f"Escuta · {title}")
        .uid(uid)
        .description(description)
        .tags(["escuta"])
        .time("now-1h", "now")
        .refresh("30s")
        .timezone("browser")
        .tooltip(model.DashboardCursorSync.CROSSHAIR)
        .link(
            build.DashboardLink("Dashboards")
            .type(model.DashboardLinkType.DASHBOARDS)
            .tags(["escuta"])
            .include_vars(True)
            .keep_time(True)
        )
        .with_variable(build.DatasourceVariable("datasource").label("Data source").type("prometheus"))
        .with_variable(
            _choice("instance", "Instance", 'label_values(up{job=~"gateway|asr|insight_worker"}, instance)')
        )
    )
    if tenants:
        dashboard.with_variable(
            _choice("tenant", "Tenant", "label_values(asr_stream_sessions_total, tenant)")
        )
    return dashboard


def lines(
    title: str,
    description: str,
    unit: str,
    *queries: Query,
    width: int = 8,
    limits: tuple[float, ...] = (),
    stacked: bool = False,
) -> timeseries.Panel:
    """Values over time; `limits` are drawn as lines, the first in orange if there are two."""
    panel = (
        timeseries.Panel()
        .title(title)
        .description(description)
        .datasource(_SOURCE)
        .span(width)
        .height(8)
        .unit(unit)
        .min(0)
        .line_width(1)
        .fill_opacity(30 if stacked else 8)
        .legend(
            common.VizLegendOptions()
            .display_mode(kinds.LegendDisplayMode.TABLE)
            .placement(kinds.LegendPlacement.BOTTOM)
            .show_legend(True)
            .calcs(["lastNotNull", "max"])
            .sort_by("Max")  # what happened comes before what could have
            .sort_desc(True)
        )
        .tooltip(common.VizTooltipOptions().mode(kinds.TooltipDisplayMode.MULTI))
    )
    if stacked:
        panel.stacking(common.StackingConfig().mode(kinds.StackingMode.NORMAL))
    if limits:
        panel.thresholds(_steps(limits))
        panel.thresholds_style(
            common.GraphThresholdsStyleConfig().mode(kinds.GraphThresholdsStyleMode.DASHED)
        )
    for letter, query in zip("ABCDEFGH", queries, strict=False):
        panel.with_target(_target(letter, query))
    return panel


def figure(
    title: str,
    description: str,
    unit: str,
    expr: str,
    *,
    limits: tuple[float, ...] = (),
    least: float | None = None,
    width: int = 4,
) -> stat.Panel:
    """One value of now: bad above the last of `limits`, or below `least`."""
    steps = _steps(limits)
    if least is not None:
        steps = build.ThresholdsConfig().mode(model.ThresholdsMode.ABSOLUTE)
        steps.steps([model.Threshold(None, _RED), model.Threshold(least, _GREEN)])
    return (
        stat.Panel()
        .title(title)
        .description(description)
        .datasource(_SOURCE)
        .span(width)
        .height(4)
        .unit(unit)
        .thresholds(steps)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .with_target(_target("A", Query(expr, "")))
    )


def states(
    title: str, description: str, query: Query, names: dict[str, tuple[str, str]], *, width: int = 8
) -> statetimeline.Panel:
    """Which state things were in; `names` maps values to words and colours."""
    words = {
        value: model.ValueMappingResult(text=text, color=colour, index=number)
        for number, (value, (text, colour)) in enumerate(names.items())
    }
    return (
        statetimeline.Panel()
        .title(title)
        .description(description)
        .datasource(_SOURCE)
        .span(width)
        .height(8)
        .mappings([model.ValueMap(options=words)])
        .show_value(kinds.VisibilityMode.AUTO)
        .with_target(_target("A", query))
    )


def spread(title: str, description: str, expr: str, *, width: int = 8) -> heatmap.Panel:
    """How often each length of time; `expr` by `le`, in seconds."""
    target = _target("A", Query(expr, "{{le}}")).format(PromQueryFormat.HEATMAP)
    return (
        heatmap.Panel()
        .title(title)
        .description(description)
        .datasource(_SOURCE)
        .span(width)
        .height(8)
        .calculate(False)
        .color(heatmap.HeatmapColorOptions().scheme("Oranges").mode(HeatmapColorMode.SCHEME))
        .with_target(target)
    )


def rows(
    title: str, description: str, expr: str, *, hidden: tuple[str, ...] = (), width: int = 8
) -> table.Panel:
    """The labels of what is there now, a line each."""
    out_of_sight = dict.fromkeys(("Time", "Value", "__name__", "job", *hidden), True)
    target = _target("A", Query(expr, "")).format(PromQueryFormat.TABLE).instant()
    return (
        table.Panel()
        .title(title)
        .description(description)
        .datasource(_SOURCE)
        .span(width)
        .height(8)
        .with_target(target)
        .with_transformation(
            model.DataTransformerConfig(id_val="organize", options={"excludeByName": out_of_sight})
        )
    )


def quantile(share: float, metric: str, by: str = "", where: str = 'instance=~"$instance"') -> str:
    """A quantile of a histogram over the panel's interval."""
    labels = ", ".join(filter(None, ("le", by)))
    return (
        f"histogram_quantile({share:g}, sum by ({labels}) "
        f"(rate({metric}_bucket{{{where}}}[$__rate_interval])))"
    )


def rate(metric: str, by: str = "", where: str = 'instance=~"$instance"') -> str:
    """A counter's pace, per second."""
    grouped = f" by ({by})" if by else ""
    return f"sum{grouped} (rate({metric}{{{where}}}[$__rate_interval]))"


def _choice(name: str, label: str, query: str) -> build.QueryVariable:
    return (
        build.QueryVariable(name)
        .label(label)
        .datasource(_SOURCE)
        .query(query)
        .refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .multi(True)
        .include_all(True)
        .all_value(".*")
        .current(model.VariableOption(text="All", value="$__all"))
    )


def _target(letter: str, query: Query) -> prometheus.Dataquery:
    return prometheus.Dataquery().ref_id(letter).expr(query.expr).legend_format(query.legend)


def _steps(limits: tuple[float, ...]) -> build.ThresholdsConfig:
    colours = [_ORANGE, _RED][-len(limits) :] if limits else []
    steps = [model.Threshold(None, _GREEN)]
    steps += [model.Threshold(limit, colour) for limit, colour in zip(limits, colours, strict=True)]
    return build.ThresholdsConfig().mode(model.ThresholdsMode.ABSOLUTE).steps(steps)
