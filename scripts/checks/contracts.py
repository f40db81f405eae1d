"""The written contracts hold: OpenAPI is valid, AsyncAPI hangs together, each signal and each message to webhooks has an example that fits its schema."""

import glob
import json
import os
import sys

import jsonschema
import openapi_spec_validator
import referencing
import yaml

OPENAPI, ASYNCAPI = "docs/openapi.yaml", "topics/asyncapi.yaml"
SCHEMAS, EXAMPLES = "topics/schemas", "topics/examples"
MESSAGES = "docs/webhooks"


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file) if path.endswith(".json") else yaml.safe_load(file)


def check_openapi():
    document = load(OPENAPI)
    for error in openapi_spec_validator.OpenAPIV31SpecValidator(document).iter_errors():
        yield f"{OPENAPI}: {'/'.join(map(str, error.absolute_path))}: {error.message}"


def check_asyncapi():
    document = load(ASYNCAPI)
    for key in ("asyncapi", "info", "channels", "operations"):
        if key not in document:
            yield f"{ASYNCAPI}: no {key}"
    yield from (f"{ASYNCAPI}: {reason}" for reason in dangling(document, document, ASYNCAPI))


def dangling(node, document, path):
    """Every `$ref` below `node` that leads nowhere."""
    if isinstance(node, list):
        for item in node:
            yield from dangling(item, document, path)
    elif isinstance(node, dict):
        target = node.get("$ref")
        if isinstance(target, str) and not leads_somewhere(target, document, path):
            yield f"$ref {target} leads nowhere"
        for item in node.values():
            yield from dangling(item, document, path)


def leads_somewhere(target, document, path):
    file, _, pointer = target.partition("#")
    if file:
        other = os.path.join(os.path.dirname(path), file)
        if not os.path.isfile(other):
            return False
        document = load(other)
    for part in pointer.strip("/").split("/") if pointer.strip("/") else []:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list) and key.isdigit() and int(key) < len(document):
            document = document[int(key)]
        elif isinstance(document, dict) and key in document:
            document = document[key]
        else:
            return False
    return True


def check_schemas():
    schemas = {os.path.basename(path): load(path) for path in sorted(glob.glob(f"{SCHEMAS}/*.json"))}
    registry = referencing.Registry().with_resources(
        (name, referencing.Resource.from_contents(schema, referencing.jsonschema.DRAFT202012)) for name, schema in schemas.items())
    checker = jsonschema.Draft202012Validator
    for name, schema in schemas.items():
        yield from (f"{SCHEMAS}/{name}: {error.message}" for error in checker(checker.META_SCHEMA).iter_errors(schema))
        example = f"{EXAMPLES}/{name.removesuffix('.schema.json')}.json"
        if not os.path.isfile(example):
            yield f"{SCHEMAS}/{name}: no example {example}"
            continue
        validator = checker(schema, registry=registry, format_checker=checker.FORMAT_CHECKER)
        yield from (f"{example}: {error.json_path}: {error.message}" for error in validator.iter_errors(load(example)))
    for example in sorted(glob.glob(f"{EXAMPLES}/*.json")):
        name = os.path.basename(example).removesuffix(".json") + ".schema.json"
        if name not in schemas:
            yield f"{example}: no schema {SCHEMAS}/{name}"
    if not schemas:
        yield f"{SCHEMAS}: no schema"


def check_messages():
    document = load(OPENAPI)
    resource = referencing.Resource(contents=document, specification=referencing.jsonschema.DRAFT202012)
    registry = referencing.Registry().with_resource("openapi", resource)
    checker = jsonschema.Draft202012Validator
    validator = checker({"$ref": "openapi#/components/schemas/WebhookMessage"}, registry=registry, format_checker=checker.FORMAT_CHECKER)
    types = {*document["components"]["schemas"]["CallMessage"]["properties"]["type"]["enum"], "webhook.test"}
    for name in sorted(types):
        example = f"{MESSAGES}/{name}.json"
        if not os.path.isfile(example):
            yield f"{OPENAPI}: no example {example}"
            continue
        message = load(example)
        yield from (f"{example}: {error.json_path}: {error.message}" for error in validator.iter_errors(message))
        if message["type"] != name:
            yield f"{example}: its type is {message['type']}"
    yield from (f"{path}: no such type" for path in sorted(glob.glob(f"{MESSAGES}/*.json"))
                if os.path.basename(path).removesuffix(".json") not in types)


def attempt(check):
    """The findings of a check; a document that cannot be read is one."""
    try:
        return list(check())
    except (OSError, ValueError, yaml.YAMLError) as error:
        return [str(error)]


def main():
    findings = [finding for check in (check_openapi, check_asyncapi, check_schemas, check_messages) for finding in attempt(check)]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
