"""MQTT packets as bytes, for what no client would send, or not so fast."""


def connect_packet(*fields):
    """CONNECT of MQTT 3.1.1 with a clean session; `fields` are client id, user name and password."""
    body = b"\x00\x04MQTT\x04\xc2\x00\x3c" + b"".join(len(field).to_bytes(2, "big") + field for field in fields)
    length, encoded = len(body), b""
    while True:
        length, digit = divmod(length, 128)
        encoded += bytes([digit | (128 if length else 0)])
        if not length:
            return b"\x10" + encoded + body
