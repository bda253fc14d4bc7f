"""Files that banks send and want: collection files, returns and statements.

Everything is read or refused as a whole. A refusal (:class:`fault.BankFileError`)
holds all faults at once, each with its place and a code; no sentence is made here.
"""
