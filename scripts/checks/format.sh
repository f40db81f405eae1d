#!/usr/bin/env bash
# Swift files are formatted as .swift-format says.
set -euo pipefail
swift format lint --strict --recursive --parallel Package.swift Sources Tests
