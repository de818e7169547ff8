"""The state of the page's controls, as plain values; what they show always follows from the explorer's state."""

from __future__ import annotations

import math
from typing import Any

from gallery.explore.choices import Slider, landscapes, optimizers, schedules
from gallery.explore.ensemble import labels_of, landscape_of, rate_of
from gallery.explore.state import LAYERS, Explorer
from gallery.spec import FilmSpec, LookSpec, controls_of, shown_values

DECADES = (-3.0, 2.0)
"""The learning rate's slider reaches so many decades below and above the natural rate."""


def controls(state: Explorer, rate_known: bool = True) -> dict[str, Any]:
    """What the controls show; without the learning rate where it is not known yet."""
    from render.style import find_theme

    method = state.method
    sliders = [_slider(slider, dict(method.settings)) for slider in optimizers().get(method.name, ())]
    shown = {
        "landscape": state.landscape.name,
        "optimizer": method.name,
        "methods": labels_of(state),
        "method_colors": find_theme(state.look.theme).palette if len(state.methods) > 1 else (),
        "chosen": min(state.chosen, len(state.methods) - 1),
        "sliders": sliders,
        "schedule": method.schedule.partition(":")[0],
        "steps": state.steps,
        "noise": strength_of(state.noise),
        "noise_text": state.noise.removeprefix("gaussian:") or "0",
        "shown": sorted(state.shown),
        "theme": state.look.theme,
        "look": shown_values(state.look),
        "reel": shown_values(state.film),
        "dropped": ", ".join(state.starts)[:200],
    }
    return {**shown, **(_rates(state) if rate_known else {"rate_text": "…"})}


def typed(state: Explorer) -> dict[str, Any]:
    """What stands in the fields of the formula, as the state has it."""
    domain = landscape_of(state.landscape).domain
    return {
        "formula": state.landscape.formula or "",
        "domain": " ".join(f"{c:g}" for side in domain for c in side),
        "formula_error": "",
    }


def strength_of(noise: str) -> float:
    """How strong a noise is; 0 for one that has no strength, as a mini-batch."""
    from descent import parse_noise

    return float(getattr(parse_noise(noise), "scale", 0.0)) if noise else 0.0


def _rates(state: Explorer) -> dict[str, Any]:
    rate = rate_of(state, state.run)
    if rate is None:
        return {"rate": 0.0, "rate_text": "", "rate_shown": False}
    return {
        "rate": math.log10(rate),
        "rate_text": f"{rate:.3g}",
        "rate_shown": True,
        "rate_free": state.method.learning_rate is None,
    }


def _slider(slider: Slider, settings: dict[str, float]) -> dict[str, Any]:
    value = settings.get(slider.name, slider.default)
    curve = math.log10 if slider.by_factors else float
    step = 1 if slider.whole else (curve(slider.high) - curve(slider.low)) / 200
    return {
        "name": slider.name,
        "label": slider.name.replace("_", " "),
        "low": curve(slider.low),
        "high": curve(slider.high),
        "value": curve(value),
        "text": f"{value:.3g}",
        "factors": slider.by_factors,
        "step": step,
    }


def _laid_out(spec: type) -> list[dict[str, Any]]:
    """The controls of a description's fields as the page's template takes them."""
    return [
        {
            "name": control.name,
            "label": control.label,
            "kind": control.kind,
            "help": control.help,
            "choices": list(control.choices),
            "low": control.low,
            "high": control.high,
        }
        for control in controls_of(spec)
    ]


def choices() -> dict[str, Any]:
    """What the controls let one choose from."""
    named = sorted(landscapes().items(), key=lambda pair: pair[1].lower())
    return {
        "landscapes": [{"title": title, "value": name} for name, title in named],
        "optimizers": [{"title": name.replace("_", " "), "value": name} for name in optimizers()],
        "schedules": [{"title": name.replace("_", " ") or "constant", "value": name} for name in schedules()],
        "layer_names": list(LAYERS),
        "look_controls": _laid_out(LookSpec),
        "reel_controls": _laid_out(FilmSpec),
        "renders": [
            {"title": "the browser", "value": "client"},
            {"title": "the server, for big ensembles", "value": "server"},
        ],
        "render": "client",
        "formula": "",
        "domain": "",
        "formula_error": "",
        "starts_text": "",
        "rate": -2.0,
        "rate_text": "…",
        "rate_shown": True,
        "rate_free": True,
        "rate_low": -6.0,
        "rate_high": 2.0,
        "writing": "",
        "link_copied": False,
    }
