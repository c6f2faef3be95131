"""The command line: commands, what they print, what they give as JSON."""
