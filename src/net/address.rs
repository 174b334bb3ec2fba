//! Which addresses belong to the public Internet.
//!
//! Source: IANA, "IPv4 Special-Purpose Address Registry" and "IPv6
//! Special-Purpose Address Registry" (RFC 6890).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Blocks of IPv4 that are not, or not only, the public Internet's: first
/// address and length of the prefix. Blocks of documentation are left out:
/// nothing routes them, so there is nobody to protect.
const SPECIAL_V4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),      // this network
    ([10, 0, 0, 0], 8),     // private
    ([100, 64, 0, 0], 10),  // shared by the customers of a provider (CGNAT)
    ([127, 0, 0, 0], 8),    // loopback
    ([169, 254, 0, 0], 16), // link-local; credentials of cloud machines
    ([172, 16, 0, 0], 12),  // private
    ([192, 0, 0, 0], 24),   // IETF protocols, NAT64 discovery
    ([192, 88, 99, 0], 24), // relays of 6to4
    ([192, 168, 0, 0], 16), // private
    ([198, 18, 0, 0], 15),  // benchmarks
    ([224, 0, 0, 0], 4),    // multicast
    ([240, 0, 0, 0], 4),    // reserved, broadcast
];

/// Blocks within the global unicast of IPv6, `2000::/3`, that lead elsewhere.
const SPECIAL_V6: &[([u16; 2], u32)] = &[
    ([0x2001, 0x0000], 23), // IETF protocols: Teredo, benchmarks, ORCHID
    ([0x2002, 0x0000], 16), // 6to4: an IPv4 address in disguise
];

/// Whether an address belongs to the public Internet. Addresses that hold
/// another one are judged by it where they are only another spelling of it
/// (`::ffff:a.b.c.d`), and are not public where something translates them
/// (NAT64, 6to4, Teredo): nobody knows where that ends.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(it) => is_public_v4(it),
        IpAddr::V6(it) => match it.to_ipv4_mapped() {
            Some(it) => is_public_v4(it),
            None => is_public_v6(it),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let is_in = |(first, length): &([u8; 4], u32)| {
        (ip.to_bits() ^ Ipv4Addr::from(*first).to_bits()) >> (32 - length) == 0
    };
    !SPECIAL_V4.iter().any(is_in)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let head = |[a, b]: [u16; 2]| u32::from(a) << 16 | u32::from(b);
    let [a, b, ..] = ip.segments();
    let own = head([a, b]);
    let is_global = own >> 29 == 1;
    let is_in = |(first, length): &([u16; 2], u32)| (own ^ head(*first)) >> (32 - length) == 0;
    is_global && !SPECIAL_V6.iter().any(is_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_known_in_every_spelling() {
        for ip in [
            "0.0.0.0",
            "0.1.2.3",
            "10.1.1.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.170",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.251",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::a09:909",
            "64:ff9b:1::a09:909",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2002:a09:909::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.1.1",
            "198.17.1.1",
            "198.20.1.1",
            "223.1.1.1",
            "::ffff:93.184.216.34",
            "2001:200::1",
            "2606:2800:220:1::1",
            "2a00:1450:4001::1",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }
}
