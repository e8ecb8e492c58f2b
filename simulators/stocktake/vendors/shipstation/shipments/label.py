"""The label of a shipment: a PDF of one page with its tracking number. It pays no postage."""

import base64

_SIZE = "0 0 288 432"  # 4 by 6 inches, in points


def label_data(tracking_number: str, ship_to: str) -> str:
    """Return a label as base64, what an answer has as `labelData`."""
    return base64.b64encode(_pdf([f"TRACKING {tracking_number}", ship_to, "SIMULATED"])).decode()


def _pdf(lines: list[str]) -> bytes:
    text = " ".join(f"0 -24 Td ({_escaped(line)}) Tj" for line in lines)
    content = f"BT /F1 12 Tf 24 400 Td {text} ET".encode("latin-1", errors="replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{_SIZE}] /Contents 5 0 R"
        " /Resources << /Font << /F1 4 0 R >> >> >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 6\n0000000000 65535 f \n%btrailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n"
        b"%%%%EOF\n" % (table, len(written))
    )


def _escaped(line: str) -> str:
    return "".join(f"\\{each}" if each in "()\\" else each for each in line if each >= " ")
