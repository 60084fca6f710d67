"""The plugin's words: collected from its sources, merged with the translations of each area, compiled.

``python -m tools.words`` writes ``plan-bridge.pot``, ``plan-bridge-sv_SE.po`` and ``plan-bridge-sv_SE.mo`` and
names every string without a translation.
"""
