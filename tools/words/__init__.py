"""The plugin's words: collected from its sources, merged into each language's catalogue, compiled.

A language is one file that translators edit, ``languages/plan-bridge-sv_SE.po``; the template ``plan-bridge.pot`` and
the compiled ``.mo`` are made of the sources and of it.
"""
