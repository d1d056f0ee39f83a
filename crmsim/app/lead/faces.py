"""Faces: drawn from a look and a mood. A look is dealt to a seat by lot, and tells nothing about whose it is."""

from __future__ import annotations

from dataclasses import dataclass

SMILE, FLAT, DOWN = "smile", "flat", "down"
MOUTHS = {SMILE: "M40 61 Q50 70 60 61", FLAT: "M42 64 L58 64", DOWN: "M41 66 Q50 59 59 66"}
INK = "#222222"
CUTS = {
    "long": "M22 50 C18 16 82 16 78 50 L80 80 L70 80 L69 46 C60 40 44 40 32 44 L30 80 L20 80 Z",
    "short": "M28 42 C26 18 74 18 72 42 C66 33 58 31 50 31 C42 31 34 33 28 42 Z",
    "bun": "M26 46 C22 22 78 22 74 46 C68 36 60 34 50 34 C40 34 32 36 26 46 Z M50 6 a11 10 0 1 0 .1 0 Z",
    "curls": "M26 44 a9 9 0 0 1 6 -16 a10 10 0 0 1 14 -8 a10 10 0 0 1 14 2 a10 10 0 0 1 12 8 a9 9 0 0 1 2 14 "
    "C68 34 60 32 50 32 C40 32 32 34 26 44 Z",
    "bob": "M22 56 C16 14 84 14 78 56 C78 64 72 64 71 56 L70 44 C58 42 46 38 38 32 C36 40 32 44 29 46 L29 56 "
    "C28 64 22 64 22 56 Z",
    "crown": "M27 50 C25 40 26 34 30 30 C28 40 29 44 30 50 Z M73 50 C75 40 74 34 70 30 C72 40 71 44 70 50 Z",
    "scarf": "M20 62 C12 14 88 14 80 62 C80 82 66 84 50 84 C34 84 20 82 20 62 Z M31 48 C31 66 40 74 50 74 "
    "C60 74 69 66 69 48 C68 34 60 30 50 30 C40 30 32 34 31 48 Z",
    "fringe": "M24 58 C18 14 82 14 76 58 L71 58 L70 40 L30 40 L29 58 Z",
}


@dataclass(frozen=True)
class Look:
    """A name and a face."""

    name: str
    skin: str
    hair: str
    cut: str
    clothes: str
    glasses: bool = False
    beard: bool = False


LOOKS = (
    Look("Ingrid", "#F1C9A5", "#B98A45", "fringe", "#3D6B8C", glasses=True),
    Look("Hassan", "#B9805A", "#1E1A18", "short", "#6B7A3A", beard=True),
    Look("Sofie", "#E8B98F", "#7A4A2B", "long", "#8C3D5A"),
    Look("Bjørn", "#F5D3B3", "#8C8C88", "crown", "#4A5A6B", glasses=True),
    Look("Amina", "#8A5A3C", "#3F6E74", "scarf", "#A3622B"),
    Look("Erik", "#E9BE98", "#A5502A", "curls", "#2F6B55"),
    Look("Linh", "#EBC7A0", "#1C1B1D", "bob", "#5B4A8C"),
    Look("Kari", "#F3CDB0", "#D9D4CB", "bun", "#7A3B3B", glasses=True),
    Look("Samuel", "#6B4430", "#15120F", "curls", "#2E5C8A"),
    Look("Petter", "#F0C6A2", "#4A3324", "short", "#5E6670"),
    Look("Nadia", "#C98F66", "#2A1D16", "long", "#1F6F6B", glasses=True),
    Look("Maja", "#F2CFAE", "#5B3320", "bun", "#9A5B1E"),
    Look("Ola", "#EFC39C", "#B5652E", "short", "#3B5D3A", beard=True),
    Look("Fatima", "#C08A5E", "#6B3D66", "scarf", "#7A5C2E", glasses=True),
    Look("Liv", "#F4D2B6", "#CDA65A", "bob", "#35507A"),
)


def mood_of(energy: float) -> str:
    """The mouth that goes with somebody's energy (0..1)."""
    return SMILE if energy >= 0.6 else DOWN if energy < 0.45 else FLAT


def face(look: Look, mood: str) -> str:
    """A face as SVG of 100 by 100, to stand beside its name; it says nothing that words do not say."""
    over = look.cut == "scarf"
    parts = [
        _path("M12 100 C14 78 34 76 50 76 C66 76 86 78 88 100 Z", look.clothes),
        f'<rect x="43" y="64" width="14" height="16" rx="5" fill="{look.skin}"/>',
        f'<ellipse cx="50" cy="48" rx="22" ry="25" fill="{look.skin}"/>',
    ]
    if look.beard:
        parts.append(_path("M29 52 C30 76 42 80 50 80 C58 80 70 76 71 52 C66 62 60 58 50 58 C40 58 34 62 29 52 Z",
                           look.hair))  # fmt: skip
    parts.append(_path(CUTS[look.cut], look.hair, ' fill-rule="evenodd"' if over else ""))
    parts += [f'<circle cx="{x}" cy="48" r="2.6" fill="{INK}"/>' for x in (42, 58)]
    if look.glasses:
        parts.append(
            f'<path d="M35 48 a7 7 0 1 0 14 0 a7 7 0 1 0 -14 0 M51 48 a7 7 0 1 0 14 0 a7 7 0 1 0 -14 0 M49 47 h2" '
            f'fill="none" stroke="{INK}" stroke-width="1.8"/>'
        )
    ink = "#FFFFFF" if look.beard else INK
    parts.append(f'<path d="{MOUTHS[mood]}" fill="none" stroke="{ink}" stroke-width="2.4" stroke-linecap="round"/>')
    return f'<svg viewBox="0 0 100 100" class="face" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'


def _path(d: str, fill: str, more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}"{more}/>'
