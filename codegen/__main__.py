"""Writes `barnabas/protocol/messages` and `barnabas/errors/{codes,broker}.py` from the pinned `kafka-clients` jars.

python -m codegen              writes into src/barnabas
python -m codegen --out DIR    writes into DIR/protocol/messages and DIR/errors instead
python -m codegen --drift      prints what the newest published jar has that the pinned one has not
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from codegen import broker_errors, drift, jars
from codegen.emit import HEADER, Module
from codegen.names import module_of
from codegen.schema import Message, merge, read_jar

ROOT = Path(__file__).resolve().parent.parent


def index(messages: dict[str, Message]) -> str:
    """The package's table: API key to module and name, so that modules are loaded when first used."""
    requests = [m for m in messages.values() if m.kind == "request" and m.key is not None]
    rows = sorted((m.key or 0, module_of(m.name), m.name.removesuffix("Request")) for m in requests)
    lines = [HEADER + '"""Kafka\'s messages, one module per API, loaded when first used."""', ""]
    lines += ["from __future__ import annotations", "", "APIS: dict[int, tuple[str, str]] = {"]
    lines += [f'    {key}: ("{module}", "{name}"),' for key, module, name in rows]
    return "\n".join([*lines, "}", '"""API key -> (module, name of the API)."""']) + "\n"


def write_messages(out: Path) -> int:
    messages = merge(read_jar(jars.clients(jars.PINNED)), read_jar(jars.clients(jars.PINNED_OLD)))
    out.mkdir(parents=True, exist_ok=True)
    for stale in out.glob("*.py"):
        stale.unlink()
    grouped: dict[str, Module] = {}
    for name in sorted(messages):
        grouped.setdefault(module_of(name), Module(module_of(name), [])).messages.append(messages[name])
    for name, module in grouped.items():
        text = module.text()
        for message in module.messages:
            response = message.name.replace("Request", "Response")
            if message.kind == "request" and response in messages:
                text += f"\n\n{message.name}.RESPONSE = {response}\n"
        (out / f"{name}.py").write_text(text)
    (out / "__init__.py").write_text(index(messages))
    return len(messages)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="codegen", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "barnabas")
    parser.add_argument("--drift", action="store_true")
    args = parser.parse_args()
    if args.drift:
        sys.exit(drift.report())
    count = write_messages(args.out / "protocol" / "messages")
    errors = args.out / "errors"
    errors.mkdir(parents=True, exist_ok=True)
    codes, classes = errors / "codes.py", errors / "broker.py"
    codes.write_text(broker_errors.codes_text())
    classes.write_text(broker_errors.classes_text())
    ruff = [sys.executable, "-m", "ruff"]
    targets = [str(args.out / "protocol" / "messages"), str(codes), str(classes)]
    config = ["--config", str(ROOT / "pyproject.toml")]
    subprocess.run([*ruff, "check", "-q", "--select", "I,F401", "--fix", *config, *targets], check=True)
    subprocess.run([*ruff, "format", "-q", *config, *targets], check=True)
    print(f"{count} messages written to {args.out}")


if __name__ == "__main__":
    main()
