//! Asks a time-stamping authority over the network: RFC 3161 §3.4, over plain HTTP.
//!
//! The answer is signed, so the line need not be: what a listener learns is one hash, and that someone asked.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// The longest answer that is taken, in bytes; real ones have some 6,000.
const LONGEST: u64 = 1 << 20;
/// How long to wait for a connection, and for each part of the answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Names an authority that answers over the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    host: String,
    port: u16,
    path: String,
}

/// Says why an authority did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TsaError {
    /// The address does not begin with `http://`, or names no host.
    Address,
    /// The host cannot be reached.
    Unreachable,
    /// The connection broke, or took too long.
    Broken,
    /// The authority answered with another HTTP status than 200.
    Status(u16),
    /// The answer is not what RFC 3161 says, or is too long.
    Answer,
}

impl Authority {
    /// Reads `http://host[:port][/path]`.
    ///
    /// # Errors
    /// [`TsaError::Address`] for anything else.
    pub fn parse(url: &str) -> Result<Self, TsaError> {
        let rest = url.strip_prefix("http://").ok_or(TsaError::Address)?;
        let (place, path) = rest.split_once('/').map_or((rest, String::new()), |(place, path)| (place, path.into()));
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().map_err(|_| TsaError::Address)?),
            _ => (place, 80),
        };
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_graphic() && b != b'@');
        if host.is_empty() || !plain(host) || !plain(&path) {
            return Err(TsaError::Address);
        }
        Ok(Self { host: host.into(), port, path: format!("/{path}") })
    }

    /// Returns the host that will be asked.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns host and port as the `Host` field names them: the port only where it is not HTTP's own (RFC 9110 §7.2).
    fn place(&self) -> String {
        if self.port == 80 { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }

    /// Sends a query (DER) and returns the whole response (DER), unchecked.
    ///
    /// # Errors
    /// Why there is no response.
    pub fn ask(&self, query: &[u8]) -> Result<Vec<u8>, TsaError> {
        let mut line = self.connect()?;
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/timestamp-query\r\nAccept: application/timestamp-reply\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.path,
            self.place(),
            query.len()
        );
        let mut answer = Vec::new();
        line.write_all(head.as_bytes())
            .and_then(|()| line.write_all(query))
            .and_then(|()| line.take(LONGEST + 1).read_to_end(&mut answer).map(drop))
            .map_err(|_| TsaError::Broken)?;
        if answer.len() as u64 > LONGEST {
            return Err(TsaError::Answer);
        }
        body(&answer)
    }

    // Named by the person with --tsa, and only then: the one act of this room that opens a socket.
    #[allow(clippy::disallowed_methods)]
    fn connect(&self) -> Result<TcpStream, TsaError> {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        let places = (host, self.port).to_socket_addrs().map_err(|_| TsaError::Unreachable)?;
        for place in places {
            if let Ok(line) = TcpStream::connect_timeout(&place, PATIENCE) {
                let patient = |line: &TcpStream| -> io::Result<()> {
                    line.set_read_timeout(Some(PATIENCE))?;
                    line.set_write_timeout(Some(PATIENCE))
                };
                patient(&line).map_err(|_| TsaError::Broken)?;
                return Ok(line);
            }
        }
        Err(TsaError::Unreachable)
    }
}

/// Takes the body out of an HTTP/1.1 answer (RFC 9112), sent whole or in chunks.
fn body(answer: &[u8]) -> Result<Vec<u8>, TsaError> {
    let split = answer.windows(4).position(|w| w == b"\r\n\r\n").ok_or(TsaError::Answer)?;
    let head = std::str::from_utf8(&answer[..split]).map_err(|_| TsaError::Answer)?;
    let rest = &answer[split + 4..];
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    match status.ok_or(TsaError::Answer)? {
        200 => (),
        code => return Err(TsaError::Status(code)),
    }
    let header = |name: &str| {
        lines
            .clone()
            .filter_map(|line| line.split_once(':'))
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.trim())
    };
    if header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        return chunks(rest);
    }
    match header("content-length").map(str::parse::<usize>) {
        Some(Ok(len)) if len == rest.len() => Ok(rest.to_vec()),
        None => Ok(rest.to_vec()),
        Some(_) => Err(TsaError::Answer),
    }
}

fn chunks(mut rest: &[u8]) -> Result<Vec<u8>, TsaError> {
    let mut whole = Vec::new();
    loop {
        let end = rest.windows(2).position(|w| w == b"\r\n").ok_or(TsaError::Answer)?;
        let size = std::str::from_utf8(&rest[..end]).map_err(|_| TsaError::Answer)?;
        let size =
            usize::from_str_radix(size.split(';').next().unwrap_or("").trim(), 16).map_err(|_| TsaError::Answer)?;
        if size == 0 {
            return Ok(whole);
        }
        rest = &rest[end + 2..];
        let next = size.checked_add(2).filter(|&next| next <= rest.len()).ok_or(TsaError::Answer)?;
        whole.extend_from_slice(&rest[..size]);
        rest = &rest[next..];
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn check_address(url: &str, expected: Result<(&str, u16, &str), TsaError>) {
        let got = Authority::parse(url);
        let got = got.as_ref().map(|a| (a.host.as_str(), a.port, a.path.as_str())).map_err(|&e| e);
        assert_eq!(got, expected, "{url}");
    }

    #[test]
    fn only_plain_addresses_are_taken() {
        check_address("http://tsa.example", Ok(("tsa.example", 80, "/")));
        check_address("http://tsa.example:8080/tsr?x=1", Ok(("tsa.example", 8080, "/tsr?x=1")));
        check_address("http://[::1]:318/", Ok(("[::1]", 318, "/")));
        check_address("https://tsa.example/", Err(TsaError::Address));
        check_address("http:///tsr", Err(TsaError::Address));
        check_address("http://a\r\nX: y/", Err(TsaError::Address));
        check_address("http://user@host/", Err(TsaError::Address));
    }

    fn check_place(url: &str, expected: &str) {
        assert_eq!(Authority::parse(url).unwrap().place(), expected);
    }

    #[test]
    fn the_port_is_named_where_it_is_not_the_usual_one() {
        check_place("http://tsa.example/tsr", "tsa.example");
        check_place("http://tsa.example:80/tsr", "tsa.example");
        check_place("http://tsa.example:8080", "tsa.example:8080");
        check_place("http://[::1]:318/", "[::1]:318");
    }

    fn check(answer: &'static [u8], expected: Result<&[u8], TsaError>) {
        #[allow(clippy::disallowed_methods)]
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut line, _) = listener.accept().unwrap();
            let mut asked = vec![0; 4096];
            let mut have = 0;
            while !asked[..have].ends_with(b"QUERY") {
                have += line.read(&mut asked[have..]).unwrap();
            }
            line.write_all(answer).unwrap();
            String::from_utf8(asked[..have].to_vec()).unwrap()
        });
        let got = Authority::parse(&format!("http://127.0.0.1:{port}/tsr")).unwrap().ask(b"QUERY");
        assert_eq!(got.as_deref().map_err(|&e| e), expected);
        let asked = server.join().unwrap();
        assert!(asked.starts_with("POST /tsr HTTP/1.1\r\n"), "{asked}");
        assert!(asked.contains("Content-Type: application/timestamp-query\r\n"), "{asked}");
        assert!(asked.contains(&format!("\r\nHost: 127.0.0.1:{port}\r\n")), "{asked}");
    }

    #[test]
    fn an_answer_is_read_whole_or_refused() {
        check(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", Ok(b"abc"));
        check(b"HTTP/1.1 200 OK\r\n\r\nabc", Ok(b"abc"));
        check(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x\r\nc\r\n0\r\n\r\n", Ok(b"abc"));
        check(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nab", Err(TsaError::Answer));
        check(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", Err(TsaError::Answer));
        check(b"HTTP/1.1 503 Busy\r\n\r\n", Err(TsaError::Status(503)));
        check(b"nothing", Err(TsaError::Answer));
    }
}
