"""What OpenAPI says of a route beyond its happy path: who may call it, and every refusal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.openapi.utils import get_openapi

from common.web.conditional import if_match
from common.web.schemas import Problem

if TYPE_CHECKING:
    from common.web.principal import Requirement
    from common.web.routing import Route

SECURITY_SCHEME = "token"
_SCHEMAS = "#/components/schemas/"
_MODULES = "__"
"""Between the names of modules, where the framework names a schema by them."""

_REFUSALS = {
    400: "The request could not be read.",
    401: "Nothing valid proves who calls.",
    403: "The caller lacks a scope.",
    404: "There is no such thing, or not in the caller's system.",
    406: "The caller accepts no form in which this can be answered.",
    409: "The present state does not allow it.",
    412: "It has changed since the version that If-Match names.",
    413: "The body is too large.",
    415: "The body has a media type that is not read here.",
    422: "A field is not valid; `errors` names each.",
    428: "If-Match is missing.",
    500: "Something went wrong on our side.",
    503: "A part that this needs does not answer; try again shortly.",
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "A fresh UUID for each new request. Sent again with the same key within a day, "
    "the request has its effect once and gets the first answer.",
}


def document_refusals(route: Route, requirement: Requirement | None) -> None:
    """Add to a route's documentation what it asks of its caller and how it refuses."""
    statuses = {404, 422, 500, 503}
    extra: dict[str, Any] = dict(route.openapi_extra or {})
    if route.form.gives_json:
        statuses.add(406)
    if requirement is not None:
        statuses |= {401, 403}
        extra["security"] = [{SECURITY_SCHEME: sorted(requirement.scopes)}]
    if (route.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
        statuses |= {400, 409, 413}
        if route.form.takes_json:
            statuses.add(415)
    parameters = [*extra.get("parameters", []), *_undeclared_path_parameters(route)]
    if "POST" in (route.methods or set()) and requirement is not None:
        parameters.append(_IDEMPOTENCY_KEY)
    if parameters:
        extra["parameters"] = parameters
    if _uses(route.dependant, if_match):
        statuses |= {412, 428}
    route.openapi_extra = extra or None
    documented = {str(status) for status in route.responses}
    route.responses |= {
        status: refusal(_REFUSALS[status])
        for status in sorted(statuses)
        if str(status) not in documented
    }


def install(app: FastAPI) -> None:
    """Let an application's OpenAPI document know problems and tokens."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
            )
            app.openapi_schema = _complete(plainly_named(document))
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def plainly_named(document: dict[str, Any]) -> dict[str, Any]:
    """Give a document whose schemas are named for their readers.

    The framework names models of one name by their modules,
    ``governance__senders__schemas__AnswerIn``; to readers the concept says as much:
    ``SendersAnswerIn``.
    """
    schemas = document.get("components", {}).get("schemas", {})
    names = {name: _plain_name(name) for name in schemas if _MODULES in name}
    taken = (set(schemas) - set(names)) & set(names.values())
    if taken or len(set(names.values())) < len(names):
        raise ValueError(f"schemas need names of their own: {sorted(names)}")
    references = {_SCHEMAS + name: _SCHEMAS + plain for name, plain in names.items()}
    renamed: dict[str, Any] = _replaced(document, references)
    if names:
        renamed["components"]["schemas"] = {
            names.get(name, name): schema
            for name, schema in renamed["components"]["schemas"].items()
        }
    return renamed


def _plain_name(name: str) -> str:
    """Put the concept before the model's own name; of ``a__b__c__Model`` it is ``b``."""
    modules, _, own = name.rpartition(_MODULES)
    _, concept, *_ = modules.split(_MODULES)
    return "".join(word.capitalize() for word in concept.split("_")) + own


def _replaced(value: Any, references: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(one, references) for name, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, references) for one in value]
    return references.get(value, value) if isinstance(value, str) else value


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    # The framework's own form of a validation error is never sent.
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    components["schemas"] = dict(sorted(schemas.items()))
    components["securitySchemes"] = {
        SECURITY_SCHEME: {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key (gt_…) at the gateway; within, the gateway's signed token.",
        }
    }
    return document


@cache
def refusal(description: str) -> dict[str, Any]:
    """Document a problem that a router gives for a reason of its own."""
    return {
        "description": description,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }


def _undeclared_path_parameters(route: Route) -> list[dict[str, Any]]:
    declared = {f.alias for f in get_flat_params(route.dependant)}
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in route.param_convertors
        if name not in declared
    ]


def _uses(dependant: Dependant, call: object) -> bool:
    return any(child.call is call or _uses(child, call) for child in dependant.dependencies)
