/** How much a file may ask of whoever opens it. Each is checked by a running count, never by what the file says. */
export const LIMITS = {
  /** Of a picture, on one side and in all: a phone of today takes 108 million. */
  side: 20_000,
  pixels: 120_000_000,
  /** Pieces that a picture is made of: markers, chunks, boxes. */
  pieces: 100_000,
  /** Times that a progressive photograph is drawn. */
  scans: 200,
  /** Bytes of what is told about a picture, where it is kept. */
  toldBytes: 4_000_000,
  colourBytes: 2_000_000,
  /** Of an Office file: entries, bytes in all, how many times an entry grows beyond the first megabytes. */
  entries: 5_000,
  inflatedBytes: 400_000_000,
  ratio: 200,
  ratioFloorBytes: 16_000_000,
  /** Of a workbook or the like inside a document. */
  nestedBytes: 8_000_000,
  /** Of one part that is read as XML. */
  xmlBytes: 2_000_000,
  /** Files that somebody sent and has not attached yet. */
  waiting: 200,
} as const
