"""Pure Python parts of the module: no Odoo, no database, no clock.

Models call the engine; the engine never calls back. It speaks in codes, never in
sentences: whoever shows something to a person translates the code.
"""
