"""What the pages show, as frozen data: figures in, charts and sentences out."""
