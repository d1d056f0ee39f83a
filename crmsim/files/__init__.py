"""Files of users as they come in: plain files only, read whole, and TOML that cannot exhaust its parser."""

from crmsim.files.plain import read_plain, read_plain_text
from crmsim.files.toml import DEEPEST, TooDeep, parse_toml, what_is_wrong

__all__ = ["DEEPEST", "TooDeep", "parse_toml", "read_plain", "read_plain_text", "what_is_wrong"]
