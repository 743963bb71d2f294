"""From a TOML file to frozen, validated objects. Nothing here runs."""
