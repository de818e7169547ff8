"""The formats of films and pictures: one file each, found by its name.

A format's file holds one subclass of `Encoder`, and nothing else has to change. The class says what it
is called (`title`), how its files end (`ending`), whether it shows one picture (`still`), whether it is played again and
again (`loops`), which rates it can hold (`fastest`, `nearest_fps`) and which sizes (`even`), what it is where nobody asks
(`usual_share`, `usual_fps`), which pictures it wants to see beforehand (`sampled`); and it encodes: `begin`, `add` for each
picture, `finish`. One that is one run of ffmpeg is a `Piped`, and only says its arguments. What made a film goes into the
file, see `render.film.metadata`. Listing the formats imports these files: let them import Pillow and the like where it is
used.

gif.py         one palette, only what changed is coded again
mp4.py         H.264
png.py         one picture
png_folder.py  a folder of them, one for each picture
webm.py        VP9
webp.py        animated WebP
"""
