"""What Barnabas does to its process, and what it needs of it."""

from __future__ import annotations

import subprocess
import sys
import textwrap


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60, check=False
    )


def test_under_gevents_patching_there_is_a_clear_error() -> None:
    """Each patch in a process of its own, for it stays."""
    done = run("""
        import os, sys
        import gevent.monkey
        for patch in ("patch_all", "patch_thread", "patch_socket"):
            if os.fork():
                os.wait()
                continue
            getattr(gevent.monkey, patch)()
            import barnabas
            for face in (barnabas.Client, barnabas.AsyncClient):
                try:
                    face("localhost:9092")
                except barnabas.UnsupportedEnvironmentError as error:
                    print(patch, error)
            sys.exit()
    """)
    for patch in ("patch_all", "patch_thread", "patch_socket"):
        assert done.stdout.count(f"{patch} gevent has patched") == 2, (done.stdout, done.stderr)


def test_gevent_that_has_patched_nothing_is_welcome() -> None:
    done = run("""
        import gevent.monkey
        import barnabas
        barnabas.Client("localhost:9092").close()
        print("fine")
    """)
    assert done.stdout == "fine\n", done.stderr


def test_no_switch_of_the_process_is_touched() -> None:
    """Also after threads, a loop and a failed connection."""
    done = run("""
        import asyncio, gc, locale, logging, signal, socket, sys, threading, warnings

        def switches():
            return {
                "interval": sys.getswitchinterval(),
                "signals": [signal.getsignal(s) for s in sorted(signal.valid_signals())],
                "wakeup": signal.set_wakeup_fd(-1),
                "policy": type(asyncio.get_event_loop_policy()) if sys.version_info < (3, 14) else None,
                "gc": (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()),
                "timeout": socket.getdefaulttimeout(),
                "locale": locale.setlocale(locale.LC_ALL),
                "recursion": sys.getrecursionlimit(),
                "hooks": (sys.excepthook, sys.unraisablehook, threading.excepthook, sys.gettrace()),
                "stack": threading.stack_size(),
                "warnings": list(warnings.filters),
                "root": (logging.getLogger().level, list(logging.getLogger().handlers)),
            }

        before = switches()
        import barnabas
        with barnabas.Client("127.0.0.1:1") as client:
            try:
                client.admin.list_topics(timeout=0.1)
            except barnabas.KafkaError:
                pass
            after = switches()
        print([name for name in before if before[name] != after[name]])
    """)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_ordinary_trouble_prints_nothing() -> None:
    """Logging is quiet for who has not set it up; what fails is raised."""
    done = run("""
        import barnabas
        with barnabas.Client("127.0.0.1:1", reconnect_backoff_ms=1) as client:
            for call in (
                lambda: client.admin.list_topics(timeout=0.2),
                lambda: client.producer(max_block_ms=200).send("orders", b"x"),
                lambda: client.consumer("orders", group_id="g").poll(0.3),
            ):
                try:
                    call()
                except barnabas.KafkaError:
                    print("raised")
    """)
    assert (done.stdout, done.stderr) == ("raised\n" * 3, "")
