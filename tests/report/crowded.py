"""Texts of a figure that cover each other or leave the picture."""

from matplotlib.axes import Axes
from matplotlib.text import Text


def crowded(ax: Axes, ignore: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Pairs of texts on top of each other, and texts outside the picture; ``ignore`` may be covered."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    width, height = figure.get_size_inches() * figure.dpi
    legend = ax.get_legend()
    texts: list[Text] = [ax._left_title, ax.xaxis.label, ax.yaxis.label, *ax.texts]  # type: ignore[attr-defined]
    if ax.axison:  # labels of ticks beyond the axis are there but not drawn
        for axis, (low, high) in ((ax.xaxis, sorted(ax.get_xlim())), (ax.yaxis, sorted(ax.get_ylim()))):
            ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
            texts += [label for at, label in ticks if low - 1e-9 <= at <= high + 1e-9]
    texts += legend.get_texts() if legend else []
    shown = [(one.get_text(), one.get_window_extent(renderer)) for one in texts if one.get_text().strip()]
    result = [(text, "edge") for text, box in shown
             if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1]  # fmt: skip
    for place, (text, box) in enumerate(shown):
        for other, beside in shown[place + 1 :]:
            wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            high = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            if wide > 1.0 and high > 1.0 and not {text, other} & ignore:
                result.append((text, other))
    return result
