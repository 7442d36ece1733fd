// Without the socket: the page itself tells how things stand.

/** The live part of this page as the server would paint it now; null when it cannot be had (the bar says so). */
export async function pageNow() {
  try {
    const answer = await fetch(location.href);
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("live-fragment");
  } catch (unreachable) {
    console.info(String(unreachable));
    return null;
  }
}
