"""Paper: the trainer's guide, role cards and slips to print, and plans on paper keyed in."""
