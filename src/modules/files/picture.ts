import { LIMITS } from './limits.ts'
import { damaged, tooMuch } from './refusal.ts'

/** Refuses a picture that would fill the memory of whoever opens it. @throws Failure `files.damaged`, `too_much` */
export function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw damaged('a picture without width or height')
  if (width > LIMITS.side || height > LIMITS.side) throw tooMuch('side', LIMITS.side)
  if (width * height > LIMITS.pixels) throw tooMuch('pixels', LIMITS.pixels)
}

/** Counts the pieces of a picture. @throws Failure `files.too_much` */
export function pieceCounter(): () => void {
  let pieces = 0
  return () => {
    pieces += 1
    if (pieces > LIMITS.pieces) throw tooMuch('pieces', LIMITS.pieces)
  }
}

/** Counts bytes of what is kept about a picture. @throws Failure `files.too_much` */
export function byteCounter(limit: 'toldBytes' | 'colourBytes'): (more: number) => void {
  let bytes = 0
  return (more) => {
    bytes += more
    if (bytes > LIMITS[limit]) throw tooMuch(limit, LIMITS[limit])
  }
}
