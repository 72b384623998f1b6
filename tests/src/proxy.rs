//! What stands between a server and PostgreSQL, and disturbs a commit.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use api::config::DatabaseConfig;
use reqwest::Url;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::oneshot;

/// What ends a transaction, as it is sent.
const COMMIT: &[u8] = b"COMMIT\0";

/// A way to a PostgreSQL database that can hold back a commit, or lose the answer to one.
#[derive(Clone, Debug)]
pub struct Proxy {
    address: SocketAddr,
    config: DatabaseConfig,
    plan: Arc<Mutex<Option<Plan>>>,
}

/// What becomes of the next commit.
#[derive(Debug)]
enum Plan {
    Hold { reached: oneshot::Sender<()>, go: oneshot::Receiver<()> },
    LoseAnswer,
    LoseCommit,
}

/// A commit that is held back until this is let go or dropped.
#[derive(Debug)]
pub struct HeldCommit {
    reached: oneshot::Receiver<()>,
    go: oneshot::Sender<()>,
}

impl HeldCommit {
    /// Waits until a transaction is at its commit.
    ///
    /// # Panics
    /// If none comes, because the proxy ended.
    pub async fn reached(&mut self) {
        (&mut self.reached).await.expect("a transaction comes to its commit");
    }

    /// Lets it commit.
    pub fn let_go(self) {
        // Whoever waited may have been given up.
        let _ = self.go.send(());
    }
}

impl Proxy {
    /// A proxy before a database on PostgreSQL, for as long as the runtime lives.
    ///
    /// # Panics
    /// If it is no such database.
    pub async fn before(database: &DatabaseConfig) -> Self {
        let target = Target::of(&database.url);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("it listens");
        let config = DatabaseConfig { url: url_through(&database.url, address), ..database.clone() };
        let proxy = Self { address, config, plan: Arc::default() };
        let plan = Arc::clone(&proxy.plan);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A connection that breaks is what whoever is on its other end finds out.
                tokio::spawn(carry(client, target.clone(), Arc::clone(&plan)));
            }
        });
        proxy
    }

    /// How to connect through it.
    #[must_use]
    pub const fn config(&self) -> &DatabaseConfig {
        &self.config
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Holds back the next commit that comes.
    #[must_use]
    pub fn hold_next_commit(&self) -> HeldCommit {
        let (reached, was_reached) = oneshot::channel();
        let (go, may_go) = oneshot::channel();
        self.plan(Plan::Hold { reached, go: may_go });
        HeldCommit { reached: was_reached, go }
    }

    /// Lets the next commit through, and ends the connection in place of the answer.
    pub fn lose_next_answer(&self) {
        self.plan(Plan::LoseAnswer);
    }

    /// Ends the connection in place of the next commit, which PostgreSQL never hears of.
    pub fn lose_next_commit(&self) {
        self.plan(Plan::LoseCommit);
    }

    fn plan(&self, plan: Plan) {
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = Some(plan);
    }
}

/// Where PostgreSQL listens.
#[derive(Clone, Debug)]
enum Target {
    Socket(String),
    Port(String, u16),
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

impl Target {
    fn of(url: &str) -> Self {
        let url = Url::parse(url).expect("the database's address is a URL");
        let port = url.port().unwrap_or(5432);
        let folder = url.query_pairs().find(|(name, value)| name == "host" && value.starts_with('/'));
        match folder {
            Some((_, folder)) => Self::Socket(format!("{folder}/.s.PGSQL.{port}")),
            None => Self::Port(url.host_str().unwrap_or("localhost").to_owned(), port),
        }
    }

    async fn connect(&self) -> io::Result<Box<dyn Stream>> {
        Ok(match self {
            Self::Socket(path) => Box::new(UnixStream::connect(path).await?),
            Self::Port(host, port) => Box::new(TcpStream::connect((host.as_str(), *port)).await?),
        })
    }
}

/// The same database through the proxy, unencrypted: what goes by is read.
fn url_through(url: &str, proxy: SocketAddr) -> String {
    let mut url = Url::parse(url).expect("the database's address is a URL");
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !matches!(name.as_ref(), "host" | "sslmode"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.set_host(Some(&proxy.ip().to_string())).expect("the URL takes a host");
    url.set_port(Some(proxy.port())).expect("the URL takes a port");
    url.query_pairs_mut().clear().extend_pairs(kept).append_pair("sslmode", "disable");
    url.into()
}

/// Carries one connection both ways until either end closes it, or its answer is lost.
async fn carry(client: TcpStream, target: Target, plan: Arc<Mutex<Option<Plan>>>) -> io::Result<()> {
    let server = target.connect().await?;
    let (from_client, to_client) = tokio::io::split(client);
    let (from_server, to_server) = tokio::io::split(server);
    let is_lost = Arc::new(AtomicBool::new(false));
    let asked = ask(from_client, to_server, plan, Arc::clone(&is_lost));
    let answered = answer(from_server, to_client, is_lost);
    tokio::select! { ended = asked => ended, ended = answered => ended }
}

async fn ask(
    mut client: impl AsyncRead + Unpin,
    mut server: impl AsyncWrite + Unpin,
    plan: Arc<Mutex<Option<Plan>>>,
    is_lost: Arc<AtomicBool>,
) -> io::Result<()> {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let length = client.read(&mut bytes).await?;
        let Some(sent) = bytes.get(..length).filter(|sent| !sent.is_empty()) else { return Ok(()) };
        if sent.windows(COMMIT.len()).any(|part| part == COMMIT) {
            let next = plan.lock().unwrap_or_else(PoisonError::into_inner).take();
            match next {
                Some(Plan::Hold { reached, go }) => {
                    let _ = reached.send(());
                    let _ = go.await;
                }
                Some(Plan::LoseAnswer) => is_lost.store(true, Ordering::SeqCst),
                Some(Plan::LoseCommit) => return Ok(()),
                None => {}
            }
        }
        server.write_all(sent).await?;
    }
}

async fn answer(
    mut server: impl AsyncRead + Unpin,
    mut client: impl AsyncWrite + Unpin,
    is_lost: Arc<AtomicBool>,
) -> io::Result<()> {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let length = server.read(&mut bytes).await?;
        let Some(sent) = bytes.get(..length).filter(|sent| !sent.is_empty()) else { return Ok(()) };
        if is_lost.load(Ordering::SeqCst) {
            return Ok(());
        }
        client.write_all(sent).await?;
    }
}
