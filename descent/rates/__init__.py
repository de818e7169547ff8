"""Learning rates that suit a landscape.

stability.py      the largest stable learning rate at a minimum
learning_rate.py  a learning rate found by trying, and `settled`: an optimizer whose open rate is chosen so
"""
