"""The register of evidence as it is shipped: all of it run, and the headline results taken apart."""
