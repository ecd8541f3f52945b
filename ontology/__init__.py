"""What exists: the vocabulary, the registries (treaties, bodies, verbs, themes) and UN document symbols."""
