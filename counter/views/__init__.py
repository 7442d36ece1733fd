"""What the counter's screens show: office in, frozen dataclass out, pure."""
