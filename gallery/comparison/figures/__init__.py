"""The figures of a comparison. Each file holds one kind, its `KIND`; adding a file adds a figure everywhere.

loss.py           height against step
rates.py          final height against learning rate
basins.py         basin maps, seen from above
surfaces.py       basin maps on the surface
disagreement.py   where two cases end in different places
side_by_side.py   "film": one panel for each case
overlay.py        all cases on one surface
"""
