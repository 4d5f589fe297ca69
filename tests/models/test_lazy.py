"""Commands that need no model do not pay for one."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module",
    ["load", "pull", "survey", "embedder", "writer", "parser", "scoring", "hub", "gguf_file"],
)
def test_importing_a_module_loads_none_of_the_heavy_libraries(module):
    code = (
        f"import briefing.models.{module}, briefing.cli.models, sys;"
        "print(sorted({'torch', 'transformers', 'spacy', 'huggingface_hub', 'safetensors', 'gguf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
