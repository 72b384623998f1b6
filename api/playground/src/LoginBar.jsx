import { useEffect, useId, useState } from "react";
import { fetchDemoLogin } from "./login.js";

/** Picks one of the demo accounts and shows whose token is in use. */
export function LoginBar({ session, isLoggingIn, failure, onLogin }) {
  const [accounts, setAccounts] = useState([]);
  const [username, setUsername] = useState("");
  const [passPhrase, setPassPhrase] = useState("");
  const [loadFailure, setLoadFailure] = useState(null);
  const accountId = useId();
  const passPhraseId = useId();

  useEffect(() => {
    fetchDemoLogin().then(
      (demo) => {
        setAccounts(demo.accounts);
        setUsername(demo.accounts[0]?.username ?? "");
        setPassPhrase(demo.passPhrase);
      },
      (error) => setLoadFailure(error.message),
    );
  }, []);

  function handleSubmit(event) {
    event.preventDefault();
    const account = accounts.find((candidate) => candidate.username === username);
    if (account) {
      onLogin(account, passPhrase);
    }
  }

  return (
    <header className="login-bar">
      <form onSubmit={handleSubmit}>
        <label htmlFor={accountId}>Tài khoản</label>
        <select
          id={accountId}
          name="username"
          value={username}
          onChange={(event) => setUsername(event.target.value)}
        >
          {accounts.map((account) => (
            <option key={account.username} value={account.username}>
              {account.username} – {account.label}
            </option>
          ))}
        </select>
        <label htmlFor={passPhraseId}>Mật khẩu</label>
        <input
          id={passPhraseId}
          name="passPhrase"
          type="password"
          autoComplete="off"
          value={passPhrase}
          onChange={(event) => setPassPhrase(event.target.value)}
        />
        <button type="submit" disabled={isLoggingIn || username === ""}>
          Đăng nhập
        </button>
      </form>
      <LoginStatus session={session} isLoggingIn={isLoggingIn} failure={failure ?? loadFailure} />
      <a href="/playground/LICENSES.txt" target="_blank" rel="noreferrer">
        Giấy phép
      </a>
    </header>
  );
}

function LoginStatus({ session, isLoggingIn, failure }) {
  const [state, text] = describe(session, isLoggingIn, failure);
  return (
    <p className="login-status" role="status" data-state={state}>
      {text}
    </p>
  );
}

function describe(session, isLoggingIn, failure) {
  if (isLoggingIn) {
    return ["waiting", "Đang đăng nhập…"];
  }
  if (failure) {
    return ["failed", session ? `${failure} Vẫn dùng phiên của ${session.username}.` : failure];
  }
  if (!session) {
    return ["signed-out", "Chưa đăng nhập. Mọi truy vấn đều cần đăng nhập."];
  }
  if (session.expired) {
    return ["expired", `Phiên của ${session.username} đã hết hạn. Hãy đăng nhập lại.`];
  }
  return ["signed-in", `Đã đăng nhập: ${session.username} – ${session.label}`];
}
