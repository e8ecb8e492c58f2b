"""Shipments: labels that are bought here, returns and voided ones too."""
