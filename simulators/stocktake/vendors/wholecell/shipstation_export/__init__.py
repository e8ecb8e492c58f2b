"""The ShipStation export: WholeCell as a Custom Store that ShipStation asks and tells.

Source: docs/reference/channels.md 4.6; docs/reference/wholecell.md 9. Off unless the quirk
`wholecell.shipstation_export` is on.
"""
