"""python -m tools.shapes: writes what the plugin checks each answer by, from the API's description."""

import json
import sys
from pathlib import Path
from typing import Any

from tests.unit.web.application import application

FILE = Path(__file__).parents[2] / "wp-plugin" / "src" / "Service" / "answers.json"
#: What the plugin relies on; words for people and limits of lengths are none of it.
KEPT = ("$ref", "anyOf", "type", "properties", "required", "items", "additionalProperties", "enum", "pattern")
REFERENCE = "#/components/schemas/"


def described() -> dict[str, Any]:
    """The shape of each route's answer, and every shape that one of them needs."""
    description = application().test_client().get("/openapi.json").get_json()
    routes = {
        f"{method.upper()} {path}": _shape_of(operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }
    routes = {route: shape for route, shape in routes.items() if shape}
    shapes: dict[str, Any] = {}
    for shape in routes.values():
        _take(shape, description["components"]["schemas"], shapes)
    return {"routes": routes, "shapes": shapes}


def written() -> str:
    """The text of the file."""
    return json.dumps(described(), separators=(",", ":"), sort_keys=True) + "\n"


def _shape_of(operation: dict[str, Any]) -> str:
    """The name of the shape that a route answers with; '' where it has none."""
    content = operation["responses"].get("200", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    return str(reference).removeprefix(REFERENCE)


def _take(name: str, schemas: dict[str, Any], shapes: dict[str, Any]) -> None:
    """Take a shape and those it refers to."""
    if name in shapes:
        return
    shapes[name] = {}
    shapes[name] = _plain(schemas[name], schemas, shapes)


def _plain(schema: Any, schemas: dict[str, Any], shapes: dict[str, Any]) -> Any:
    """A schema without what the plugin does not look at."""
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, Any] = {"enum": [schema["const"]]} if "const" in schema else {}
    for key in KEPT:
        if key not in schema:
            continue
        value = schema[key]
        if key == "$ref":
            kept[key] = value.removeprefix(REFERENCE)
            _take(kept[key], schemas, shapes)
        elif key == "properties":
            kept[key] = {name: _plain(inner, schemas, shapes) for name, inner in value.items()}
        elif key == "anyOf":
            kept[key] = [_plain(inner, schemas, shapes) for inner in value]
        elif key == "additionalProperties":
            if isinstance(value, dict):
                kept[key] = _plain(value, schemas, shapes)
        else:
            kept[key] = _plain(value, schemas, shapes)
    return kept


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: {len(described()['routes'])} routes\n")
