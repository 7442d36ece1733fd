"""Pure pictures: office in, frozen dataclass out."""
