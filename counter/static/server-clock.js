// The server's clock in the browser: set by each picture, ticking once a second for whoever shows a time.

let ahead = Date.now() - performance.now();
const watchers = new Set();

/** Set the clock to the moment of a picture that was made just now. */
export function setNow(iso) {
  ahead = Date.parse(iso) - performance.now();
}

/** Milliseconds since 1970 as the server has them, whatever this machine's clock says. */
export function now() {
  return performance.now() + ahead;
}

/** Call `watcher` now and once a second until `signal` aborts. */
export function everySecond(watcher, signal) {
  watchers.add(watcher);
  signal.addEventListener("abort", () => watchers.delete(watcher), { once: true });
}

setInterval(() => watchers.forEach((watcher) => watcher()), 1000);
