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
