//! Listening, answering, stopping.

use std::io;
use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, HttpServer};
use tokio::task::JoinHandle;

use super::admission::Admission;
use super::document::{Gate, Shape};
use super::media::Answer;
use super::playground::{self, DemoLogin};
use super::problem::Problem;
use super::request::Request;
use super::{access_log, configure, connections, headers, origins};
use crate::app::App;

/// How long requests in flight may take to end when the server stops, in seconds.
const GRACE: u64 = 20;

/// A server that answers.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    task: JoinHandle<io::Result<()>>,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until it has stopped by itself.
    ///
    /// # Errors
    /// It failed.
    pub async fn finished(&mut self) -> io::Result<()> {
        (&mut self.task).await.unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    /// Stops it: requests in flight may end, new ones are refused.
    ///
    /// # Errors
    /// It had failed.
    pub async fn stop(mut self) -> io::Result<()> {
        self.handle.stop(true).await;
        self.finished().await
    }
}

/// Starts to listen and answer in tasks and threads of their own. Port 0 takes one that is free. With a login of the
/// demo, the playground is mounted at `/`. Signals are left to the caller.
///
/// # Errors
/// The address can't be listened on.
pub fn start(app: App, listen: SocketAddr, demo: Option<DemoLogin>) -> io::Result<Running> {
    let listener = TcpListener::bind(listen)?;
    let address = listener.local_addr()?;
    let (workers, limits) = (app.config.workers, app.config.limits.clone());
    let (header, keep_alive) = (limits.header(), limits.keep_alive());
    let gate = Data::new(Gate::new(Shape::served(), limits.clone()));
    let admission = Data::new(Admission::new(limits));
    let app = Data::new(app);
    let demo = demo.map(Data::new);
    let server = HttpServer::new(move || {
        let mut service = actix_web::App::new()
            .app_data(app.clone())
            .app_data(gate.clone())
            .app_data(admission.clone())
            .configure(configure)
            .default_service(web::to(no_such_path));
        if let Some(login) = demo.clone() {
            service = service.configure(move |config| playground::configure(config, login));
        }
        service
            .wrap(from_fn(origins::check))
            .wrap(headers::of_every_answer(&app.config.http))
            .wrap(from_fn(access_log::write))
            .wrap(from_fn(connections::mark))
    })
    .on_connect(move |io, data| connections::watch(io, data, header + keep_alive))
    .client_request_timeout(header)
    .keep_alive(keep_alive)
    .workers(workers)
    .shutdown_timeout(GRACE)
    .disable_signals()
    .listen(listener)?
    .run();
    Ok(Running { address, handle: server.handle(), task: tokio::spawn(server) })
}

async fn no_such_path(request: Request) -> HttpResponse {
    Problem::NoSuchPath.answer(&request, Answer::Json)
}
