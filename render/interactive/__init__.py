"""What explorers draw with: pictures that somebody changes while looking.

live_scene.py  `LiveScene`: surface, marks and runs on a plotter, each changed by itself
window.py      `Window`: it on the desktop, with keys, clicks and sliders
remote.py      `RemoteRenderer`: pictures of it for a browser, drawn here
web_arrays.py  a scene as plain arrays, for a browser that draws by itself
"""
