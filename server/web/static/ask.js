// Asks the house to do something: once per touch, however often the network has to be tried.

const TRIES = 4;

/**
 * POST to the JSON API. One key per intent, so that a repeated sending has one effect.
 * @param {string} url
 * @param {object} [body]
 * @param {string} [key] the key of an intent that was asked before without an answer
 * @returns {Promise<{ok: boolean, status: number, data: any}>} status 0: the house could not be reached
 */
export async function ask(url, body = {}, key = newKey()) {
  for (let tried = 1; ; tried += 1) {
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": key, Accept: "application/json" },
        body: JSON.stringify(body),
      });
      if (answer.status !== 503 || tried >= TRIES) {
        return { ok: answer.ok, status: answer.status, data: await read(answer) };
      }
    } catch (unreachable) {
      if (tried >= TRIES) return { ok: false, status: 0, data: { code: "unreachable", why: String(unreachable) } };
    }
    await pause(200 * 2 ** tried * (0.5 + Math.random()));
  }
}

/** A key that nobody else makes; also where the page is served without TLS. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
}

async function read(answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  return type.includes("json") ? answer.json() : null;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
