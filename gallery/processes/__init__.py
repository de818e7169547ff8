"""Processes of our own: none looks for modules in the current folder, and none outlives the one that began it.

children.py   processes of `multiprocessing` that end quietly with their parent
pools.py      several of them as an executor; what is handed over lies in files
clusters.py   a Dask cluster, somebody else's or one begun here
cluster_tasks.py  its tasks, which do not wait for ever
executors.py  where work is done apart: processes here, or a cluster
command.py    `thalweg` itself, in a process of its own
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.processes.children import SpawnedChild, ends_with_parent, family, share_cores
    from gallery.processes.clusters import cluster
    from gallery.processes.command import looking_elsewhere, thalweg_words
    from gallery.processes.executors import (
        Loading,
        check_workers,
        copies_this_process,
        workers_of,
    )
    from gallery.processes.pools import process_pool

__all__ = [
    "Loading",
    "SpawnedChild",
    "check_workers",
    "cluster",
    "copies_this_process",
    "ends_with_parent",
    "family",
    "looking_elsewhere",
    "process_pool",
    "share_cores",
    "thalweg_words",
    "workers_of",
]

__getattr__ = door(__name__, __file__)
