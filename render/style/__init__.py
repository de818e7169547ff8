"""How pictures look and read, whatever they show.

themes.py   every size and colour
text.py     fonts, lines of words that fit where they are put, formulas
numbers.py  numbers and points as text
"""
