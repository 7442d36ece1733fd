"""What every face shares over HTTP: pages, words, live sockets, refusals, sign-in and the JSON API."""
