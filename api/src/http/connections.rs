//! Connections on which nothing goes on are closed.
//!
//! The server's own timers cover the first head of a connection, and the pause after an answer up to the next byte. They
//! leave open a second head that never ends, a refused body that never ends, and an answer that nobody reads. So each
//! connection has a deadline that stands still only while a request is worked on.

use std::any::Any;
use std::cell::Cell;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::rc::{Rc, Weak};
use std::time::{Duration, Instant};

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, rt};
use tokio::time::sleep;

/// At least so many bytes of an answer are read in a second, or the connection is closed.
const SLOWEST_READER: u64 = 16 * 1024;

/// How often a connection is looked at while a request is worked on.
const GLANCE: Duration = Duration::from_secs(1);

/// A connection, which can be closed from beside the server.
#[derive(Debug)]
struct Connection {
    socket: TcpStream,
    /// How long nothing may go on.
    patience: Duration,
    /// When it is closed; never while a request is worked on.
    deadline: Cell<Option<Instant>>,
}

/// Watches a connection from its beginning: nothing may go on for so long at a time.
pub(super) fn watch(io: &dyn Any, data: &mut Extensions, patience: Duration) {
    let Some(stream) = io.downcast_ref::<rt::net::TcpStream>() else { return };
    let Ok(socket) = stream.as_fd().try_clone_to_owned() else {
        tracing::warn!("a connection is not watched: there are too many open files");
        return;
    };
    let deadline = Cell::new(Some(Instant::now() + patience));
    let connection = Rc::new(Connection { socket: TcpStream::from(socket), patience, deadline });
    rt::spawn(close_when_due(Rc::downgrade(&connection)));
    // The connection goes with the server's own handle of it.
    data.insert(connection);
}

async fn close_when_due(connection: Weak<Connection>) {
    while let Some(open) = connection.upgrade() {
        let left = open.deadline.get().map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero()) {
            // It may be closed already.
            let _ = open.socket.shutdown(Shutdown::Both);
            return;
        }
        drop(open);
        sleep(left.unwrap_or(GLANCE)).await;
    }
}

/// Stops a connection's deadline while a request is worked on, and sets it anew once there is an answer.
pub(super) async fn mark(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let connection = request.conn_data::<Rc<Connection>>().cloned();
    let at_work = connection.map(AtWork::begin);
    let response = next.call(request).await?;
    if let (Some(at_work), BodySize::Sized(bytes)) = (&at_work, response.response().body().size()) {
        at_work.reading.set(Duration::from_secs(bytes / SLOWEST_READER));
    }
    Ok(response)
}

/// A connection whose deadline stands still until this is dropped, also when the request's handler is given up.
struct AtWork {
    connection: Rc<Connection>,
    /// How long the client may read the answer, beyond its patience.
    reading: Cell<Duration>,
}

impl AtWork {
    fn begin(connection: Rc<Connection>) -> Self {
        connection.deadline.set(None);
        Self { connection, reading: Cell::new(Duration::ZERO) }
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let deadline = Instant::now() + self.connection.patience + self.reading.get();
        self.connection.deadline.set(Some(deadline));
    }
}
