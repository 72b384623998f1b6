import { useCallback, useMemo, useState } from "react";
import { GraphiQL } from "graphiql";
import { LoginBar } from "./LoginBar.jsx";
import { createFetcher } from "./fetcher.js";
import { FIRST_TABS } from "./first-tabs.js";
import { logIn } from "./login.js";

/**
 * The whole page: the login bar above, GraphiQL below.
 *
 * A session is `{ username, label, accessToken, expired }` and lives in this component's state alone: reloading the
 * page forgets the token.
 */
export function Playground() {
  const [session, setSession] = useState(null);
  const [isLoggingIn, setIsLoggingIn] = useState(false);
  const [failure, setFailure] = useState(null);
  const accessToken = session?.accessToken;

  const expire = useCallback((refusedToken) => {
    // A late answer to the token of an earlier login says nothing about the present one.
    setSession((current) =>
      current?.accessToken === refusedToken ? { ...current, expired: true } : current,
    );
  }, []);

  // GraphiQL fetches the schema again whenever the fetcher changes, so every login refreshes the documentation.
  const fetcher = useMemo(() => createFetcher(accessToken, expire), [accessToken, expire]);

  async function handleLogin(account, passPhrase) {
    setIsLoggingIn(true);
    setFailure(null);
    try {
      const token = await logIn(account.username, passPhrase);
      setSession({ ...account, accessToken: token, expired: false });
    } catch (error) {
      setFailure(error.message);
    } finally {
      setIsLoggingIn(false);
    }
  }

  return (
    <>
      <LoginBar session={session} isLoggingIn={isLoggingIn} failure={failure} onLogin={handleLogin} />
      <main className="playground-editor">
        <GraphiQL
          fetcher={fetcher}
          // `null` keeps GraphiQL from asking for the schema; `undefined` lets it ask.
          schema={accessToken ? undefined : null}
          schemaDescription
          inputValueDeprecation
          defaultTabs={FIRST_TABS}
          defaultEditorToolsVisibility
          shouldPersistHeaders={false}
          // GraphiQL writes this value into the answer pane when it changes: going through `undefined`, every attempt
          // to log in empties the pane, so that one account's answer never stands under the name of the next.
          response={isLoggingIn ? undefined : ""}
        >
          <GraphiQL.Logo>Canbo</GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}
