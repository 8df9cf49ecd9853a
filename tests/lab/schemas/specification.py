# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI files of the Matrix specification, read from a directory outside of this project: which operations there are, what
their answers look like, and request bodies that are wrong in one place each."""
import copy
import pathlib
import re

import jsonschema
import yaml

WRONG = {"string": "not this type", "integer": 7, "boolean": True, "array": ["not this type"], "object": {"not": "this type"}}


class Specification:
    def __init__(self, directory):
        self.root = pathlib.Path(directory)
        if (self.root / "data").is_dir():
            self.root /= "data"
        self.files = {}
        self.operations = []
        for file in sorted(self.root.glob("api/*-server/*.yaml")):
            document = self.load(file)
            base = document["servers"][0]["variables"].get("basePath", {}).get("default", "")
            for path, methods in document["paths"].items():
                for method, operation in methods.items():
                    if method in ("get", "put", "post", "delete"):
                        self.operations.append(Operation(self, file, method.upper(), base + path, operation))
        self.error = self.resolved({"$ref": "errors/error.yaml"}, self.root / "api/client-server/definitions/x.yaml")
        # What a UIA answer looks like.
        self.interactive = self.resolved({"$ref": "auth_response.yaml"}, self.root / "api/client-server/definitions/x.yaml")

    def load(self, file):
        file = file.resolve()
        if file not in self.files:
            with open(file, encoding="utf-8") as stream:
                self.files[file] = yaml.safe_load(stream)
        return self.files[file]

    def resolved(self, node, file, depth=0, names=False):
        """The node with every $ref replaced by what it names, without examples; \a names: its keys are names of members, not of the schema."""
        if isinstance(node, list):
            return [self.resolved(item, file, depth) for item in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str) and not names:
            if depth > 20:
                return {}
            name, _, pointer = reference.partition("#")
            target = (file.parent / name) if name else file
            found = self.load(target)
            for part in filter(None, pointer.split("/")):
                found = found[part]
            others = {key: value for key, value in node.items() if key != "$ref"}
            return {**self.resolved(found, target, depth + 1), **self.resolved(others, file, depth + 1)}
        return {key: self.resolved(value, file, depth, key in ("properties", "patternProperties") and not names)
                for key, value in node.items() if names or key not in ("example", "examples", "description")}

    def find(self, method, path):
        """The operation of a request, or None if the specification's files here do not have it."""
        for operation in self.operations:
            if operation.method == method and operation.pattern.fullmatch(path):
                return operation
        return None


class Operation:
    def __init__(self, specification, file, method, path, raw):
        self.specification, self.file, self.method, self.path, self.raw = specification, file, method, path, raw
        self.pattern = re.compile(re.sub(r"\\{[^/]+?\\}", "[^/]+", re.escape(path)))

    def __str__(self):
        return f"{self.method} {self.path}"

    def answer_schema(self, status):
        response = self.raw["responses"].get(str(status))
        if response is None:
            return None
        content = self.specification.resolved(response, self.file).get("content", {})
        return content.get("application/json", {}).get("schema", {})

    def body_schema(self):
        body = self.raw.get("requestBody")
        if not body:
            return None
        return self.specification.resolved(body, self.file)["content"]["application/json"]["schema"]


def problems(schema, value):
    validator = jsonschema.Draft202012Validator(schema)
    return [f"{'/'.join(map(str, error.absolute_path)) or '(whole)'}: {error.message[:200]}" for error in validator.iter_errors(value)]


def flat(schema):
    """The schema with its allOf merged in, so that members are seen in one place."""
    if not isinstance(schema, dict) or "allOf" not in schema:
        return schema if isinstance(schema, dict) else {}
    result = {key: value for key, value in schema.items() if key != "allOf"}
    for part in map(flat, schema["allOf"]):
        for key, value in part.items():
            if key == "properties":
                result["properties"] = {**result.get("properties", {}), **value}
            elif key == "required":
                result["required"] = result.get("required", []) + value
            else:
                result.setdefault(key, value)
    return result


def types(schema):
    """The JSON types that the schema allows; empty if any."""
    if "oneOf" in schema or "anyOf" in schema:
        return set().union(*(types(flat(part)) for part in schema.get("oneOf", schema.get("anyOf"))))
    kind = schema.get("type", [])
    return set(kind if isinstance(kind, list) else [kind])


def member_schema(schema, name):
    if name in schema.get("properties", {}):
        return schema["properties"][name]
    for pattern, found in schema.get("patternProperties", {}).items():
        if re.search(pattern, name):
            return found
    found = schema.get("additionalProperties", {})
    return found if isinstance(found, dict) else {}


def mutations(schema, valid, path=()):
    """(where, what, body) for each way to make the valid body wrong in one place: a required member missing, a value of another type."""
    schema = flat(schema)
    allowed = types(schema)
    if path and allowed:
        for name, wrong in WRONG.items():
            if name not in allowed and not (name == "integer" and "number" in allowed):
                yield path, f"is of type {name}", wrong
        if "integer" in allowed:
            yield path, "is not a whole number", 1.5
            yield path, "is a number in a string", "1"
    if isinstance(valid, dict) and "oneOf" not in schema:
        for name in schema.get("required", []):
            if name in valid:
                yield path + (name,), "is missing", None
        for name, value in valid.items():
            yield from mutations(member_schema(schema, name), value, path + (name,))
    elif isinstance(valid, list) and valid and "items" in schema:
        yield from mutations(schema["items"], valid[0], path + (0,))


def mutated(valid, path, value):
    """The valid body with the value at the path replaced; None takes it away."""
    body = copy.deepcopy(valid)
    at = body
    for part in path[:-1]:
        at = at[part]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return body
