"""Formulas before anything is computed: what SymPy does for people, and how text becomes one.

symbols.py          SymPy, imported when first used; the variables' names
boxes.py            boxes that come from outside, checked
grammar.py          a formula's text -> tree, by a whitelist
construction.py     tree -> SymPy expression, each operation checked before the next
differentiation.py  derivatives as formulas that people read
latex.py            a formula as text, or cut short for a caption
"""
