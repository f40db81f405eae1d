#!/usr/bin/env bash
# Shell scripts are free of what shellcheck knows to be wrong, and Python ones compile.
set -euo pipefail

listed() { git ls-files --cached --others --exclude-standard -- scripts .ci docker; }

shell_scripts() {
    local file
    while IFS= read -r file; do
        if [[ -f $file && $(head -n 1 "$file") =~ ^(#!.*sh$|#\ shellcheck\ shell) ]]; then echo "$file"; fi
    done < <(listed)
}

status=0
mapfile -t files < <(shell_scripts)
shellcheck --external-sources --format=gcc "${files[@]}" || status=1
mapfile -t files < <(listed | grep '\.py$')
python3 - "${files[@]}" <<'PYTHON' || status=1
import ast, sys
for path in sys.argv[1:]:
    try:
        ast.parse(open(path).read())
    except SyntaxError as error:
        sys.exit(f"{path}:{error.lineno}: {error.msg}")
PYTHON
exit "$status"
