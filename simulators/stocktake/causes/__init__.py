"""Why a shop shows another number than can be promised, and what went wrong with an order.

Pure functions of rows, of lines of the ledger and of rows of the journal, in the words of the
referee: what the control plane answers and what a report says is the same sentence.
"""
