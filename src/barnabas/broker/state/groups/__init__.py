"""The group coordinator: classic groups, consumer groups (KIP-848), committed offsets."""

from __future__ import annotations

from barnabas.broker.state.groups.registry import Group, Groups

__all__ = ["Group", "Groups"]
