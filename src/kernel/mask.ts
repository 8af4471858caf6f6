/** Personal data as screens, lists and programs see it: enough to recognise, not enough to use. */

/** 陈经理 → 陈** */
export function maskName(name: string | null): string | null {
  return name === null || name === '' ? name : `${[...name][0] ?? ''}**`
}

/** 13812345678 → 138****5678; anything shorter than seven digits is hidden whole. */
export function maskPhone(phone: string | null): string | null {
  if (phone === null || phone === '') return phone
  return phone.length < 7 ? '****' : `${phone.slice(0, 3)}****${phone.slice(-4)}`
}

/** li@example.com → l***@example.com; of anything else (a number, an account) the last two characters. */
export function maskAddress(address: string | null): string | null {
  if (address === null || address === '') return address
  const at = address.lastIndexOf('@')
  if (at > 0) return `${[...address][0] ?? ''}***${address.slice(at)}`
  return address.length < 7 ? '***' : `***${address.slice(-2)}`
}
