"""Child processes for files from outside, each under limits of time and memory: a bad file costs only itself."""
