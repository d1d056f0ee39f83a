"""How a mechanism and its parts are declared, and what is derived from the declarations."""
