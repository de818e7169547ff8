"""The named functions, by subject; `landscapes.catalogue` gathers every file in this folder."""
