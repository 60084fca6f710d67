"""The map of plans, and what an edit changes of it."""

from __future__ import annotations

from bridge.domain.eligibility import Trap
from bridge.services import plan_map_view as view
from bridge.web.answers import common
from bridge.web.answers import plan_map as answers
from bridge.web.present.money import period


def present_map_page(page: view.MapPage) -> answers.MapAnswer:
    """Return a page of the network's map."""
    return {
        "map": present_map(page.map),
        "page_size": page.page_size,
        "plan_groups": list(page.plan_groups),
        "warnings": [present_trap(trap) for trap in page.warnings],
    }


def present_map(told: view.PlanMap) -> answers.PlanMap:
    """Return a window of the map."""
    return {
        "rows": [_plan(plan) for plan in told.rows],
        "columns": [_plan(plan) for plan in told.columns],
        "cells": [[_cell(cell) for cell in row] for row in told.cells],
        "total": told.total,
        "first_row": told.first_row,
        "first_column": told.first_column,
    }


def present_effects(effects: view.Effects) -> answers.Effects:
    """Return what saving an edit would change."""
    return {
        "pairs": [
            {
                "what": pair.what,
                "from": _plan(pair.source),
                "to": _plan(pair.target),
                "before": _cell(pair.before),
                "after": _cell(pair.after),
            }
            for pair in effects.pairs
        ],
        "pairs_total": effects.pairs_total,
        "traps_new": [present_trap(trap) for trap in effects.traps_new],
        "traps_gone": [present_trap(trap) for trap in effects.traps_gone],
    }


def present_trap(trap: Trap) -> common.Refusal:
    """Return what looks like a mistake in the catalog."""
    params = {"group": trap.group, "product_ids": list(trap.product_ids), "period": period(trap.period)}
    return {"code": trap.code, "params": params}


def _plan(plan: view.MapPlan) -> answers.MapPlan:
    """Return a plan at the side of the map."""
    return {"plan_id": plan.plan_id, "name": plan.name, "group": plan.group, "active": plan.active}


def _cell(cell: view.MapCell | None) -> answers.MapCell | None:
    """Return a pair of plans, None for a plan and itself."""
    if cell is None:
        return None
    return {
        "allowed": cell.allowed,
        "effective": cell.effective,
        "refusals": [{"code": code, "params": {}} for code in cell.refusals],
        "changed": cell.is_changed,
    }
