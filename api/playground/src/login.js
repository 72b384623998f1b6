/**
 * The accounts of the demo and the pass phrase they share.
 *
 * @returns {Promise<{ passPhrase: string, accounts: { username: string, label: string }[] }>}
 */
export async function fetchDemoLogin() {
  const response = await send("/playground/accounts.json", { headers: { Accept: "application/json" } });
  if (!response.ok) {
    throw new Error(`Không đọc được danh sách tài khoản (mã ${response.status}).`);
  }
  return response.json();
}

/**
 * Logs in and returns the access token. The refresh token of the answer is dropped: whoever needs longer logs in again.
 *
 * @throws {Error} with a text for the reader, when the account is refused or the server can't be reached
 */
export async function logIn(username, password) {
  const response = await send("/auth/login", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": "vi" },
    body: JSON.stringify({ username, password }),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(answer.errors?.[0]?.message ?? `Không đăng nhập được (mã ${response.status}).`);
  }
  return answer.accessToken;
}

async function send(path, options) {
  try {
    return await fetch(path, { ...options, credentials: "omit" });
  } catch (cause) {
    throw new Error("Không kết nối được với máy chủ.", { cause });
  }
}
