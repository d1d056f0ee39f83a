"""The register of evidence: every claim and fact of the sources, what the model is asked about it, and the verdict."""
