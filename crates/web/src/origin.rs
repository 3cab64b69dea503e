//! Where a request comes from, for limits on attempts.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use std::{convert::Infallible, net::IpAddr};
use svx_app::people::attempts::Caller;

/// The other end of the connection, as the server saw it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Where a request comes from: the network address and the browser's name for itself.
#[derive(Debug, Clone)]
pub struct Origin {
    network: Option<IpAddr>,
    agent: String,
}

impl Origin {
    /// The same, as a use case takes it.
    pub fn caller(&self) -> Caller<'_> {
        Caller {
            network: self.network,
            agent: &self.agent,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0);
        let agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok());
        Ok(Self {
            network: peer.map(|peer| client(peer, &parts.headers)),
            agent: agent.unwrap_or("An unnamed browser").to_owned(),
        })
    }
}

/// The client's address: what a reverse proxy on this machine or network says it is, which is the last entry that was added to
/// `X-Forwarded-For`; otherwise the peer itself. What a client from elsewhere says of itself is not believed.
fn client(peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let near = match peer.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    };
    if !near {
        return peer;
    }
    let said = headers.get_all("x-forwarded-for").iter().next_back();
    let last = said
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next());
    last.and_then(|text| text.trim().parse().ok()).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("203.0.113.9", Some("198.51.100.1"), "203.0.113.9")]
    #[case("127.0.0.1", Some("198.51.100.1"), "198.51.100.1")]
    #[case("10.0.0.2", Some("192.0.2.1, 198.51.100.1"), "198.51.100.1")]
    #[case("::1", Some("2001:db8::1"), "2001:db8::1")]
    #[case("127.0.0.1", Some("not an address"), "127.0.0.1")]
    #[case("127.0.0.1", None, "127.0.0.1")]
    fn only_a_near_proxy_is_believed(#[case] peer: &str, #[case] said: Option<&str>, #[case] expected: &str) {
        let mut headers = HeaderMap::new();
        if let Some(said) = said {
            headers.insert("x-forwarded-for", said.parse().unwrap());
        }
        assert_eq!(
            client(peer.parse().unwrap(), &headers),
            expected.parse::<IpAddr>().unwrap()
        );
    }
}
