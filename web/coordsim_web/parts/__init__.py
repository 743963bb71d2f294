"""What pages share: the bar on top, the guard against errors."""
