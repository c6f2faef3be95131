"""Typing errors planted in our own decisions: kinds, where they can stand, and whether the back-check finds them."""
