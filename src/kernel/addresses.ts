import { BlockList, isIP, isIPv4 } from 'node:net'

/**
 * Which addresses of the network are public: routed on the Internet and nobody's own. Everything else could be a
 * machine of this house, or this one (IANA special-purpose registries, RFC 6890 and what was added since).
 */

const NOT_PUBLIC_IPV4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8',
  '100.64.0.0/10', // shared by carriers (CGNAT); clouds keep their own services there
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, and the metadata service of clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
] as const

/** Of IPv6 only 2000::/3 is given out; within it these are not, or lead to an IPv4 address by another name. */
const NOT_PUBLIC_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'] as const

const listOf = (subnets: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [net = '', prefix] = subnet.split('/')
    list.addSubnet(net, Number(prefix), family)
  }
  return list
}

const notPublicIpv4 = listOf(NOT_PUBLIC_IPV4, 'ipv4')
const notPublicIpv6 = listOf(NOT_PUBLIC_IPV6, 'ipv6')
const givenOutIpv6 = listOf(['2000::/3'], 'ipv6')

/** Whether the address is public. What is no address, or one with a zone of this machine (fe80::1%eth0), is not. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false
  if (isIPv4(address)) return !notPublicIpv4.check(address, 'ipv4')
  // An IPv4 address written as IPv6 (::ffff:7f00:1, 64:ff9b::7f00:1) lies outside of what is given out.
  return givenOutIpv6.check(address, 'ipv6') && !notPublicIpv6.check(address, 'ipv6')
}

/** Names that mean this machine or this house wherever they are asked: RFC 6761, 6762, 8375, 9476 and habit. */
const OWN_NAMES = [
  'localhost',
  'local',
  'localdomain',
  'internal',
  'intranet',
  'lan',
  'home',
  'corp',
  'home.arpa',
]

/** Whether a name can be one of the Internet: it has a dot, and is none of those for use within a house. */
export function isPublicName(name: string): boolean {
  const plain = name.toLowerCase().replace(/\.$/, '')
  return (
    /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(plain) &&
    !OWN_NAMES.some((own) => plain === own || plain.endsWith(`.${own}`))
  )
}
