/**
 * How much a workbook may ask of us. Each limit is checked where the cost arises, by a running count and never by what
 * the file says of itself: 2.6 MB of zip can hold a gigabyte of sheet.
 */
export interface Limits {
  /** Bytes of the file as it lies on the disk. */
  readonly fileBytes: number
  /** Entries of the zip archive. */
  readonly entries: number
  /** Bytes inflated in all; every sheet is inflated twice, first for its merged cells. */
  readonly inflatedBytes: number
  /** How many times larger than its compressed form an entry may become, judged beyond 16 MB of it. */
  readonly ratio: number
  readonly sheets: number
  /** Bytes of the texts that cells share. */
  readonly stringBytes: number
  readonly strings: number
  /** Rows that hold something, over all sheets. */
  readonly rows: number
  /** Columns that hold something. */
  readonly columns: number
  readonly merges: number
  /** Characters of one cell; Excel's own limit. */
  readonly cellCharacters: number
  /** Characters of one row. */
  readonly rowCharacters: number
  /** Characters of all cells: one shared text may be named by a million cells. */
  readonly characters: number
  /** How deep XML elements may lie in each other. */
  readonly xmlDepth: number
  /** Bytes that one tag, text or comment of the XML may take. */
  readonly xmlTokenBytes: number
  /** Time the reader may keep us waiting; the time we take ourselves for its rows does not count. */
  readonly milliseconds: number
  /** Megabytes of JavaScript heap of the reading process. */
  readonly heapMegabytes: number
}

/** The name of a limit, as the detail of `spreadsheet.too_much` gives it. */
export type LimitName = keyof Limits

/**
 * A full ledger of 100,000 rows and 21 columns takes 10-20 MB on the disk, 200-400 MB inflated (both passes), a heap
 * of some 60 MB and under 20 s: everything here leaves about three times that.
 */
export const DEFAULT_LIMITS: Limits = {
  fileBytes: 50_000_000,
  entries: 2_000,
  inflatedBytes: 1_000_000_000,
  ratio: 200,
  sheets: 200,
  stringBytes: 128_000_000,
  strings: 2_000_000,
  rows: 200_000,
  columns: 500,
  merges: 100_000,
  cellCharacters: 32_767,
  rowCharacters: 1_000_000,
  characters: 200_000_000,
  xmlDepth: 64,
  xmlTokenBytes: 1_000_000,
  milliseconds: 120_000,
  heapMegabytes: 256,
}

/** An entry smaller than this is never refused for its ratio: short texts of blanks compress a thousandfold. */
export const RATIO_FLOOR_BYTES = 16_000_000
