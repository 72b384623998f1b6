/**
 * What GraphiQL calls for every operation and for the schema.
 *
 * @param {string | undefined} accessToken  the token of the present login; without one nothing is sent
 * @param {(refusedToken: string) => void} onRefused  called when the server answers 401
 */
export function createFetcher(accessToken, onRefused) {
  return async function fetchOperation({ query, operationName, variables }, options) {
    if (!accessToken) {
      throw new Error("Chưa đăng nhập: hãy chọn tài khoản ở thanh trên rồi bấm Đăng nhập.");
    }
    const response = await fetch("/graphql", {
      method: "POST",
      credentials: "omit",
      headers: requestHeaders(accessToken, options?.headers),
      body: JSON.stringify({ query, operationName, variables }),
    });
    if (response.status === 401) {
      onRefused(accessToken);
    }
    return readBody(response);
  };
}

/** The reader's own headers (Accept-Language …) win over the defaults, but not over the login. */
function requestHeaders(accessToken, ownHeaders) {
  const headers = new Headers({
    // The legacy media type of GraphQL over HTTP answers an invalid document with 200, which browsers don't log as a
    // failed download.
    Accept: "application/json",
    "Accept-Language": "vi",
  });
  for (const [name, value] of Object.entries(ownHeaders ?? {})) {
    headers.set(name, value);
  }
  headers.set("Content-Type", "application/json");
  headers.set("Authorization", `Bearer ${accessToken}`);
  return headers;
}

/** Refusals at the door need not be JSON; then the status and the text are what there is to show. */
async function readBody(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { status: response.status, body: text };
  }
}
