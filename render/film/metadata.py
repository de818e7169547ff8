"""What made a picture or a film, written into the file: GIF comment, PNG text, WebP XMP."""

from __future__ import annotations

import html
import shutil
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.PngImagePlugin import PngInfo

Metadata = Mapping[str, str]


def comment(metadata: Metadata) -> str:
    """Everything but the title in one line: ``command: thalweg animate ...; seed: 0``."""
    return "; ".join(f"{key}: {text}" for key, text in metadata.items() if key != "title")


def ffmpeg_tags(metadata: Metadata) -> tuple[str, ...]:
    """Arguments that put a title and a comment into a container."""
    title = ("-metadata", f"title={metadata['title']}") if metadata.get("title") else ()
    said = comment(metadata)
    return (*title, "-metadata", f"comment={said}") if said else title


def png_text(metadata: Metadata) -> PngInfo:
    """One text chunk an entry, under the names of the PNG specification (Title, Software, ...)."""
    from PIL.PngImagePlugin import PngInfo

    chunks = PngInfo()
    for key, text in metadata.items():
        chunks.add_text(key.capitalize(), text)
    return chunks


def tag_gif(path: Path, metadata: Metadata) -> None:
    """Put a comment extension behind the header and the global palette (GIF89a specification, section 24).

    Raises
    ------
    OSError
        If there is no room for the second file that is written meanwhile.
    """
    title = metadata.get("title", "")
    text = "; ".join(part for part in (title, comment(metadata)) if part).encode("utf-8")
    if not text:
        return
    blocks = b"".join(bytes([len(text[i : i + 255])]) + text[i : i + 255] for i in range(0, len(text), 255))
    tagged = path.with_suffix(".tagged")
    with path.open("rb") as source, tagged.open("wb") as target:
        header = source.read(13)
        entries = 2 ** ((header[10] & 7) + 1) if header[10] & 0x80 else 0
        target.write(header + source.read(3 * entries) + b"\x21\xfe" + blocks + b"\x00")
        shutil.copyfileobj(source, target, 1 << 20)
    tagged.replace(path)


def tag_webp(path: Path, metadata: Metadata) -> None:
    """Append an XMP chunk with a Dublin Core description and set its flag (WebP container specification).

    A file without the extended header (a single picture, as ffmpeg writes it) is left as it is.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    title = metadata.get("title", "")
    text = "; ".join(part for part in (title, comment(metadata)) if part)
    with path.open("r+b") as file:
        head = file.read(30)
        if not text or head[12:16] != b"VP8X":
            return
        packet = _XMP.format(html.escape(text, quote=False)).encode("utf-8")
        packet += b" " * (len(packet) % 2)
        file.seek(0, 2)
        file.write(b"XMP " + struct.pack("<I", len(packet)) + packet)
        length = file.tell() - 8
        file.seek(4)
        file.write(struct.pack("<I", length))
        file.seek(20)
        file.write(bytes([head[20] | 0x04]))


_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt>'
    '<rdf:li xml:lang="x-default">{}</rdf:li>'
    "</rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
)
