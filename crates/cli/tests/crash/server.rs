//! The real server as a process of its own, and just enough HTTP to talk to it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};
use svx_store::DatabaseUrl;

/// `svx serve`, killed when it goes out of scope.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: String,
}

/// What came back: nothing at all is the error.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

fn address_of(database: &DatabaseUrl) -> String {
    match database {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    }
}

/// What `svx audit verify` says of the log, and its status.
pub(crate) fn verify_log(database: &DatabaseUrl, folder: &Path) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_svx"))
        .args(["audit", "verify", "--database", &address_of(database), "--data"])
        .arg(folder.join("data"))
        .output()
        .unwrap();
    let told = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&told).into_owned())
}

impl Server {
    /// Starts it, and waits until it listens.
    pub(crate) fn start(database: &DatabaseUrl, folder: &Path) -> Self {
        let url = address_of(database);
        let mut process = Command::new(env!("CARGO_BIN_EXE_svx"))
            .args(["serve", "--listen", "127.0.0.1:0", "--database", &url, "--data"])
            .arg(folder.join("data"))
            .env("SVX_LOG", "svx=info,warn")
            .env("NO_COLOR", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let mut before = Vec::new();
        let address = log.by_ref().find_map(|line| {
            let address = line.split("address=").nth(1).map(|rest| rest.trim().to_owned());
            before.push(line);
            address
        });
        let address = address.unwrap_or_else(|| panic!("the server did not start: {before:?}"));
        std::thread::spawn(move || log.for_each(drop));
        Self { process, address }
    }

    /// Ends it as a power cut does: it is told nothing.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One request on a connection of its own. An answer counts only where all of it arrived.
pub(crate) fn send(address: &str, head: &str, headers: &[(&str, &str)], body: &str) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
    let mut request = format!(
        "{head} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{request}\r\n{body}").as_bytes())?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or(std::io::ErrorKind::UnexpectedEof)?;
    Ok(Answer { status, text })
}
