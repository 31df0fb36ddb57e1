//! Asks the name system for a TXT record: RFC 1035, over TCP (RFC 7766), so that a long key comes whole.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::Duration;

use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, Question, RCODE, TYPE};

/// How long to wait for a connection, and for each part of the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most records of one answer that are taken.
const MOST: usize = 32;

/// Is a server that answers questions about names for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolver(SocketAddr);

/// Says why a resolver gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DnsError {
    /// The address is none.
    Address,
    /// This computer names no resolver that can be found.
    NoResolver,
    /// It cannot be reached.
    Unreachable,
    /// The connection broke, or took too long.
    Broken,
    /// It answered that it cannot answer.
    Refused,
    /// The answer is not what RFC 1035 says, or to another question.
    Answer,
    /// What was asked for is no name.
    Name,
}

/// Is what a resolver answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The records; none where nothing is published under that name.
    pub(crate) texts: Vec<String>,
    /// Whether the resolver says that it checked the answer with DNSSEC (RFC 4035, section 3.2.3).
    pub(crate) authenticated: bool,
}

impl Resolver {
    /// Reads an address: `192.0.2.1`, `2001:db8::1`, `192.0.2.1:5353`.
    ///
    /// # Errors
    /// [`DnsError::Address`] for anything else.
    pub fn parse(text: &str) -> Result<Self, DnsError> {
        let alone = text.parse::<IpAddr>().map(|address| SocketAddr::new(address, 53));
        alone.or_else(|_| text.parse()).map(Self).map_err(|_| DnsError::Address)
    }

    /// Returns the one that this computer uses (`/etc/resolv.conf`, resolv.conf(5)).
    ///
    /// # Errors
    /// [`DnsError::NoResolver`] where that file names none.
    pub fn of_this_computer() -> Result<Self, DnsError> {
        let text = std::fs::read_to_string("/etc/resolv.conf").map_err(|_| DnsError::NoResolver)?;
        Self::first(&text).ok_or(DnsError::NoResolver)
    }

    fn first(resolv_conf: &str) -> Option<Self> {
        let addresses =
            resolv_conf.lines().filter_map(|line| line.trim().strip_prefix("nameserver")?.split_whitespace().next());
        addresses.filter_map(|address| Self::parse(address).ok()).next()
    }

    /// Returns its address.
    pub fn address(&self) -> IpAddr {
        self.0.ip()
    }

    /// Asks for the TXT records under a name. `id` is drawn at random, so that nobody can guess it.
    pub(crate) fn texts(&self, name: &str, id: u16) -> Result<Answer, DnsError> {
        let question = question(name, id)?;
        let mut line = self.connect()?;
        let mut message = (question.len() as u16).to_be_bytes().to_vec();
        message.extend_from_slice(&question);
        let answer = exchanged(&mut line, &message).map_err(|_| DnsError::Broken)?;
        answered(&answer, name, id)
    }

    // Named by the person with --fetch, and only then.
    #[allow(clippy::disallowed_methods)]
    fn connect(&self) -> Result<TcpStream, DnsError> {
        let line = TcpStream::connect_timeout(&self.0, PATIENCE).map_err(|_| DnsError::Unreachable)?;
        let patient = |line: &TcpStream| -> io::Result<()> {
            line.set_read_timeout(Some(PATIENCE))?;
            line.set_write_timeout(Some(PATIENCE))
        };
        patient(&line).map_err(|_| DnsError::Broken)?;
        Ok(line)
    }
}

/// Sends a message and reads the one that comes back; each is led by its length in two bytes (RFC 1035, section 4.2.2).
fn exchanged(line: &mut TcpStream, message: &[u8]) -> io::Result<Vec<u8>> {
    line.write_all(message)?;
    let mut length = [0; 2];
    line.read_exact(&mut length)?;
    let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
    line.read_exact(&mut answer)?;
    Ok(answer)
}

fn question(name: &str, id: u16) -> Result<Vec<u8>, DnsError> {
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED | PacketFlag::AUTHENTIC_DATA);
    let name = Name::new(name).map_err(|_| DnsError::Name)?;
    packet.questions.push(Question::new(name, TYPE::TXT.into(), CLASS::IN.into(), false));
    packet.build_bytes_vec().map_err(|_| DnsError::Name)
}

fn answered(message: &[u8], name: &str, id: u16) -> Result<Answer, DnsError> {
    let packet = Packet::parse(message).map_err(|_| DnsError::Answer)?;
    let asked = packet.questions.iter().all(|question| question.qname.to_string().eq_ignore_ascii_case(name));
    if packet.id() != id || !packet.has_flags(PacketFlag::RESPONSE) || !asked {
        return Err(DnsError::Answer);
    }
    match packet.rcode() {
        RCODE::NoError | RCODE::NameError => (),
        _ => return Err(DnsError::Refused),
    }
    let authenticated = packet.has_flags(PacketFlag::AUTHENTIC_DATA);
    let texts = packet.answers.into_iter().filter_map(|record| match record.rdata {
        RData::TXT(text) => String::try_from(text).ok(),
        _ => None,
    });
    Ok(Answer { texts: texts.take(MOST).collect(), authenticated })
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use simple_dns::ResourceRecord;
    use simple_dns::rdata::TXT;

    use super::*;

    fn reply(id: u16, asked: &str, code: RCODE, texts: &[&str]) -> Vec<u8> {
        let mut packet = Packet::new_reply(id);
        *packet.rcode_mut() = code;
        packet.questions.push(Question::new(Name::new(asked).unwrap(), TYPE::TXT.into(), CLASS::IN.into(), false));
        for text in texts {
            let halves = text.split_at(text.len() / 2);
            let text = TXT::new().with_string(halves.0).unwrap().with_string(halves.1).unwrap();
            packet.answers.push(ResourceRecord::new(Name::new(asked).unwrap(), CLASS::IN, 300, RData::TXT(text)));
        }
        packet.build_bytes_vec().unwrap()
    }

    #[test]
    fn answers_are_taken_for_the_question_that_was_asked() {
        let name = "s._domainkey.example.org";
        let found = |message: &[u8]| answered(message, name, 7).map(|answer| answer.texts);
        assert_eq!(found(&reply(7, name, RCODE::NoError, &["v=DKIM1; p=x"])), Ok(vec!["v=DKIM1; p=x".to_owned()]));
        assert_eq!(found(&reply(7, name, RCODE::NameError, &[])), Ok(vec![]));
        assert_eq!(found(&reply(7, name, RCODE::ServerFailure, &[])), Err(DnsError::Refused));
        assert_eq!(found(&reply(8, name, RCODE::NoError, &[])), Err(DnsError::Answer));
        assert_eq!(found(&reply(7, "s._domainkey.example.net", RCODE::NoError, &["p=x"])), Err(DnsError::Answer));
        assert_eq!(found(&question(name, 7).unwrap()), Err(DnsError::Answer));
        assert_eq!(found(b"\0"), Err(DnsError::Answer));
    }

    #[test]
    fn a_server_is_asked_over_tcp() {
        // The other side of the conversation: one question, one answer.
        #[allow(clippy::disallowed_methods)]
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let resolver = Resolver::parse(&server.local_addr().unwrap().to_string()).unwrap();
        let served = std::thread::spawn(move || {
            let (mut line, _) = server.accept().unwrap();
            let mut length = [0; 2];
            line.read_exact(&mut length).unwrap();
            let mut asked = vec![0; usize::from(u16::from_be_bytes(length))];
            line.read_exact(&mut asked).unwrap();
            let packet = Packet::parse(&asked).unwrap();
            let name = packet.questions[0].qname.to_string();
            let answer = reply(packet.id(), &name, RCODE::NoError, &["v=DKIM1; k=ed25519; p=abc"]);
            line.write_all(&(answer.len() as u16).to_be_bytes()).unwrap();
            line.write_all(&answer).unwrap();
            name
        });
        let answer = resolver.texts("s._domainkey.example.org", 99).unwrap();
        assert_eq!(answer.texts, ["v=DKIM1; k=ed25519; p=abc"]);
        assert_eq!(served.join().unwrap(), "s._domainkey.example.org");
    }

    #[test]
    fn addresses_of_resolvers() {
        let shown = |text: &str| Resolver::parse(text).map(|resolver| resolver.0.to_string());
        assert_eq!(shown("192.0.2.1").as_deref(), Ok("192.0.2.1:53"));
        assert_eq!(shown("2001:db8::1").as_deref(), Ok("[2001:db8::1]:53"));
        assert_eq!(shown("[2001:db8::1]:5353").as_deref(), Ok("[2001:db8::1]:5353"));
        assert_eq!(shown("example.org"), Err(DnsError::Address));
        let conf = "# nameserver 192.0.2.9\nsearch example.org\nnameserver fe80::1%eth0\nnameserver 192.0.2.1\n";
        assert_eq!(Resolver::first(conf), Resolver::parse("192.0.2.1").ok());
        assert_eq!(Resolver::first("search x\n"), None);
    }
}
