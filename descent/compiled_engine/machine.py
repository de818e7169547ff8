"""From a module in LLVM's language to a function in memory; what was compiled once is kept on disk.

A kept kernel is named by its text, so by formula, rule and version of what printed it, by the compiler's version and
by the processor. It begins with a digest of itself: a file that is not whole is not run.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from descent.results import replacing
from landscapes.remembered import cache_folder

_DIGEST = 32
"""Bytes of a digest."""


def kernel_folder() -> Path:
    """Where compiled kernels are kept."""
    return cache_folder() / "kernels"


class MachineCode:
    """The function ``descend(words)`` of a module; it may run on several threads at once."""

    def __init__(self, text: str) -> None:
        import llvmlite.binding as llvm

        told = "\0".join([text, *_compiler()])
        file = kernel_folder() / f"{hashlib.sha256(told.encode()).hexdigest()[:40]}.kernel"
        *_, processor, features = _compiler()
        machine = llvm.Target.from_default_triple().create_target_machine(
            cpu=processor, features=features, opt=3, reloc="pic", codemodel="small"
        )
        code = _kept(file)
        if code is None:
            code = _compiled(llvm, text, machine)
            _keep(file, code)
        # The engine owns the memory that the function lies in.
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        address = self._engine.get_function_address("descend")
        self.run: Callable[[bytes], int] = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_char_p)(address)


@cache
def _compiler() -> tuple[str, ...]:
    """Which compiler, for which system, processor and features of it; ready from now on."""
    import llvmlite
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    processor, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    triple = llvm.Target.from_default_triple().triple
    return llvmlite.__version__, str(llvm.llvm_version_info), triple, processor, features


def _compiled(llvm: Any, text: str, machine: Any) -> bytes:
    module = llvm.parse_assembly(text)
    module.verify()
    # Of what is written out nearly as it is to be run, all that LLVM knows to do takes as long as the rest of the
    # compiling, and makes it no faster.
    passes = llvm.create_new_module_pass_manager()
    passes.add_always_inliner_pass()
    passes.add_sroa_pass()
    passes.add_instruction_combine_pass()
    passes.add_simplify_cfg_pass()
    passes.run(module, llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options()))
    return bytes(machine.emit_object(module))


def _kept(file: Path) -> bytes | None:
    try:
        whole = file.read_bytes()
    except OSError:
        return None
    digest, code = whole[:_DIGEST], whole[_DIGEST:]
    return code if hashlib.sha256(code).digest() == digest else None


def _keep(file: Path, code: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as whole:
            whole.write(hashlib.sha256(code).digest() + code)
    except OSError:  # a folder that cannot be written to costs the next run its compiling
        return
