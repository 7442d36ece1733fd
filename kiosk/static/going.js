// Leaving a page only for one that answers: a kiosk must never stand on the browser's own error page.

/**
 * Go to an address of this server, if the server answers.
 * @param {string} address
 * @returns {Promise<boolean>} false: the server could not be reached, and the page stays
 */
export async function go(address) {
  const url = new URL(address, location.href);
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (!answer.ok) return false;
  } catch (unreachable) {
    console.info("the server could not be reached", unreachable);
    return false;
  }
  location.replace(url);
  return true;
}
