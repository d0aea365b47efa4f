"""How well a spec's laws and scenarios notice a changed rule."""
