"""The page: Vuetify's controls to the left, the explorer's own part beside them.

Inside Vue expressions there are no double quotes: one of them would blank the page.
"""

from __future__ import annotations

from typing import Any

ACT = "utils.thalweg.act"
DRAW_BY = "utils.thalweg.player.drawBy"
SCRIPTS = ("words.js", "template.js", "courier.js", "keys.js", "remote.js", "explorer.js")
"""The page's own; those of the picture are render's."""


def build(server: Any, explorer: Any) -> None:
    """Lay the page out; `explorer` makes the element that shows the picture."""
    from trame.ui.vuetify3 import VAppLayout
    from trame.widgets import vuetify3 as v3

    with VAppLayout(server) as layout:
        layout.root.theme = "dark"
        with v3.VNavigationDrawer(
            width=300,
            permanent=True,
            color="#11152a",
            model_value=("drawer", True),
            v_if=("drawer", True),
            classes="pa-3",
        ):
            _surface_controls(v3)
            _method_controls(v3)
            _drop_controls(v3)
            _output_controls(v3)
        with v3.VMain(style="position: relative; height: 100vh;"):
            explorer()


def _surface_controls(v3: Any) -> None:
    v3.VAutocomplete(
        label="landscape",
        id="landscape",
        items=("landscapes",),
        model_value=("landscape",),
        update_modelValue=f"$event && {ACT}('landscape', $event)",
        **COMPACT,
    )
    v3.VTextField(
        label="or a formula in x and y",
        id="formula",
        v_model=("formula",),
        spellcheck="false",
        autocomplete="off",
        keyup=f"{ACT}('formula', formula, domain)",
        error=("formula_error.length > 0",),
        **COMPACT,
    )
    with v3.VContainer(classes="tw-formula-error pa-0", id="formula-error", v_if=("formula_error",)):
        v3.VLabel(
            "{{ formula_error }}", style="white-space: pre-wrap; font: inherit; color: inherit; opacity: 1;"
        )
    v3.VTextField(
        label="its domain: xmin xmax ymin ymax",
        disabled=("!formula",),
        id="domain",
        v_model=("domain",),
        keyup=f"formula && {ACT}('formula', formula, domain)",
        **COMPACT,
    )


def _method_controls(v3: Any) -> None:
    from trame.widgets import html

    v3.VDivider(classes="my-2")
    with (
        v3.VChipGroup(
            model_value=("chosen",),
            update_modelValue=f"{ACT}('select', $event ?? chosen)",
            mandatory=True,
            selected_class="tw-chosen",
            column=True,
        ),
        v3.VChip(
            v_for="(label, place) in methods",
            key="place",
            value=("place",),
            size="small",
            closable=("methods.length > 1",),
            click_close=f"{ACT}('remove', place)",
        ),
    ):
        html.I(
            v_if="method_colors.length",
            classes="tw-dot",
            style=("{ background: method_colors[place % method_colors.length] }",),
        )
        html.Span("{{ utils.thalweg.plain(label) }}")
    with v3.VRow(dense=True, no_gutters=True, classes="align-center"):
        with v3.VCol():
            v3.VSelect(
                label="optimizer",
                id="optimizer",
                items=("optimizers",),
                model_value=("optimizer",),
                update_modelValue=f"{ACT}('optimizer', $event)",
                **COMPACT,
            )
        with v3.VCol(cols="auto"):
            v3.VBtn(
                "+",
                id="add",
                size="small",
                variant="text",
                title="one more, from the same starts",
                click=f"{ACT}('add', optimizer)",
            )
    _rate_controls(v3)
    _step_controls(v3)


def _rate_controls(v3: Any) -> None:
    _slider(
        v3,
        "learning rate {{ rate_text }}",
        id="rate",
        v_if=("rate_shown",),
        min=("rate_low",),
        max=("rate_high",),
        step=0.01,
        model_value=("rate",),
        update_modelValue=f"{ACT}('rate', Math.pow(10, $event))",
    )
    with v3.VContainer(v_for="slider in sliders", key="optimizer + slider.name", classes="pa-0"):
        _slider(
            v3,
            "{{ slider.label }} {{ slider.text }}",
            min=("slider.low",),
            max=("slider.high",),
            step=("slider.step",),
            model_value=("slider.value",),
            update_modelValue=f"{ACT}('setting', slider.name, slider.factors ? Math.pow(10, $event) : $event)",
        )
    v3.VSelect(
        label="schedule",
        id="schedule",
        items=("schedules",),
        model_value=("schedule",),
        update_modelValue=f"{ACT}('schedule', $event)",
        **COMPACT,
    )


def _step_controls(v3: Any) -> None:
    _slider(
        v3,
        "steps {{ steps }}",
        id="steps",
        min=1,
        max=2000,
        step=1,
        model_value=("steps",),
        update_modelValue=f"{ACT}('steps', $event)",
    )
    _slider(
        v3,
        "noise {{ noise_text }}",
        id="noise",
        min=0,
        max=5,
        step=0.05,
        model_value=("noise",),
        update_modelValue=f"{ACT}('noise', $event)",
    )


def _drop_controls(v3: Any) -> None:
    v3.VDivider(classes="my-2")
    v3.VTextField(
        label="drop, as latin_hypercube:100",
        id="starts",
        v_model=("starts_text",),
        keyup=f"$event.key === 'Enter' && starts_text && {ACT}('starts', starts_text)",
        hint=("dropped",),
        persistent_hint=True,
        **{**COMPACT, "hide_details": "auto"},
    )
    with v3.VContainer(classes="pa-0 py-1"):
        v3.VBtn("grid", id="drop-grid", click=f"{ACT}('drop', [[0, 0, 'grid']])", **SMALL)
        v3.VBtn("clear", id="clear", click=f"{ACT}('clear')", **SMALL)
    with v3.VContainer(classes="pa-0 py-1"):
        v3.VChip(
            "{{ layer }}",
            v_for="layer in layer_names",
            key="layer",
            size="small",
            classes="ma-1",
            variant=("shown.includes(layer) ? 'flat' : 'outlined'",),
            click=f"{ACT}('layer', layer)",
        )


def _output_controls(v3: Any) -> None:
    v3.VDivider(classes="my-2")
    _described(v3, "look")
    _described(v3, "reel")
    v3.VSelect(
        label="drawn by",
        id="render",
        items=("renders",),
        model_value=("render",),
        update_modelValue=f"{DRAW_BY}($event)",
        **COMPACT,
    )
    with v3.VContainer(classes="pa-0 py-1"):
        for kind in ("gif", "mp4"):
            v3.VBtn(
                kind.upper(),
                id=f"download-{kind}",
                click=f"{ACT}('film', '{kind}')",
                loading=(f"writing == '{kind}'",),
                **SMALL,
            )
        v3.VBtn("scene file", id="download-scene", click=f"{ACT}('scene')", **SMALL)
        v3.VBtn("command", id="command", click=f"{ACT}('command')", **SMALL)
        v3.VBtn(
            "{{ link_copied ? 'copied' : 'copy link' }}",
            id="copy-link",
            click="utils.thalweg.copyLink()",
            **SMALL,
        )


def _described(v3: Any, part: str) -> None:
    """A control for every field of a description, by its kind; what it says goes to the action called `part`."""
    act = f"{ACT}('{part}', control.name, $event)"
    shown = f"{part}[control.name]"
    with v3.VContainer(v_for=f"control in {part}_controls", key=f"'{part}' + control.name", classes="pa-0"):
        v3.VSelect(
            v_if=("control.kind == 'menu' || control.kind == 'several'",),
            label=("control.label",),
            id=("control.name",),
            title=("control.help",),
            items=("control.choices",),
            multiple=("control.kind == 'several'",),
            model_value=(shown,),
            update_modelValue=act,
            **COMPACT,
        )
        v3.VCheckbox(
            v_if=("control.kind == 'switch'",),
            label=("control.label",),
            id=("control.name",),
            title=("control.help",),
            model_value=(shown,),
            indeterminate=(f"{shown} === null",),
            update_modelValue=act,
            density="compact",
            hide_details=True,
        )
        v3.VTextField(
            v_if=("control.kind == 'number' || control.kind == 'text'",),
            label=("control.label",),
            id=("control.name",),
            title=("control.help",),
            model_value=(shown,),
            change=f"{ACT}('{part}', control.name, $event.target.value)",
            **COMPACT,
        )


def _slider(v3: Any, label: str, **options: Any) -> None:
    shown = {"v_if": options.pop("v_if")} if "v_if" in options else {}
    v3.VLabel(label, classes="text-caption", **shown)
    v3.VSlider(density="compact", hide_details=True, color="teal-accent-3", thumb_size=14, **shown, **options)


COMPACT: dict[str, Any] = {
    "density": "compact",
    "variant": "outlined",
    "hide_details": True,
    "classes": "mb-2",
}
SMALL: dict[str, Any] = {"size": "small", "variant": "tonal", "classes": "ma-1"}
